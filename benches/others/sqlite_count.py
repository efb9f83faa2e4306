"""Themes by size and role with SQLite's FTS5: an index is made in memory, then every theme is one MATCH.

SQLite 3.40.1 by the sqlite3 of Python 3.11.7, PyYAML 6.0.4, snowballstemmer 3.1.1.
Usage: sqlite_count.py FOLDER [CODEBOOK]
"""
import csv
import sqlite3
import sys

from rules import themes

folder = sys.argv[1]
book = themes(sys.argv[2] if len(sys.argv) > 2 else f"{folder}/15.yaml")
db = sqlite3.connect(":memory:")
db.executescript("""
    CREATE TABLE answer (id INTEGER PRIMARY KEY, storrelse TEXT, rolle TEXT);
    CREATE VIRTUAL TABLE word USING fts5(svar, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0');
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(word, 'row');
""")
with open(f"{folder}/svar.csv", encoding="utf-8", newline="") as file, db:
    lines = csv.reader(file, delimiter=";")
    next(lines)
    for n, (_, role, size, _, answer) in enumerate(lines):
        db.execute("INSERT INTO answer VALUES (?, ?, ?)", (n, size, role))
        db.execute("INSERT INTO word (rowid, svar) VALUES (?, ?)", (n, answer))
vocabulary = [term for (term,) in db.execute("SELECT term FROM vocabulary")]


def match(kind, words):
    """A rule for FTS5, which knows no infixes, and beginnings only last in a phrase: words are listed instead."""
    if kind == "infix":
        return " OR ".join(f'"{t}"' for t in vocabulary if words[0] in t)
    if kind == "near":  # FTS5 counts the words between
        return f'NEAR("{words[0]}"* "{words[1]}"*, 4)'
    if kind == "phrase":
        return " OR ".join(f'"{t} {words[1]}"*' for t in vocabulary if t.startswith(words[0]))
    return f'"{words[0]}"*'


COUNT = """
    SELECT storrelse, rolle, count(*) FROM word JOIN answer ON answer.id = word.rowid
    WHERE word MATCH ? GROUP BY storrelse, rolle
"""
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["theme", "storrelse", "rolle", "n"])
groups = db.execute("SELECT DISTINCT storrelse, rolle FROM answer ORDER BY storrelse, rolle").fetchall()
for theme, rules in sorted(book):
    query = " OR ".join(filter(None, (match(*rule) for rule in rules)))
    found = db.execute(COUNT, (query or '""',))
    counts = {(size, role): n for size, role, n in found}
    out.writerows([theme, *group, counts.get(group, 0)] for group in groups)
