"""Themes by size and role with DuckDB: regexp_matches over a file that is read in parallel.

duckdb 2.0.1, PyYAML 6.0.4, snowballstemmer 3.1.1, Python 3.11.7. Usage: duckdb_count.py FOLDER [CODEBOOK]
"""
import csv
import sys

import duckdb

from rules import regex, themes

folder = sys.argv[1]
book = themes(sys.argv[2] if len(sys.argv) > 2 else f"{folder}/15.yaml")


def text(value):
    return "'" + value.replace("'", "''") + "'"


counts = ",\n".join(
    f'count(*) FILTER (WHERE regexp_matches(answer, {text(regex(rules))})) AS "{theme}"' for theme, rules in book
)
names = ", ".join(f'"{theme}"' for theme, _ in book)
query = f"""
WITH answers AS (
    SELECT storrelse, rolle, lower(svar) AS answer
    FROM read_csv({text(folder + "/svar.csv")}, delim = ';', header = true, quote = '"', all_varchar = true)
), wide AS (
    SELECT storrelse, rolle, {counts} FROM answers GROUP BY storrelse, rolle
)
SELECT theme, storrelse, rolle, n
FROM (UNPIVOT wide ON {names} INTO NAME theme VALUE n)
ORDER BY theme, storrelse, rolle
"""
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["theme", "storrelse", "rolle", "n"])
out.writerows(duckdb.sql(query).fetchall())
