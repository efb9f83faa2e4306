"""The five shapes of rules in benches/speed/themes.rs, for the comparisons that are written in Python.

PyYAML 6.0.4, snowballstemmer 3.1.1.
"""
import snowballstemmer
import yaml

STEM = snowballstemmer.stemmer("norwegian").stemWord
# The letters of Norwegian and its neighbours by name, for speed. With \p{L} polars takes half as long again, and
# RE2, which DuckDB uses, runs out of its memory for states and takes 50 times as long (its \w and \b know no å).
LETTER = "[0-9_a-zà-öø-ÿ]"
OTHER = "[^0-9_a-zà-öø-ÿ]"
GAP = f"{OTHER}+"
START = f"(?:^|{OTHER})"


def themes(path):
    """The themes of a codebook: (id, rules), each rule a shape and its letters; whole words are stemmed."""
    with open(path, encoding="utf-8") as file:
        return [(t["id"], [shape(r) for r in t["any"]]) for t in yaml.safe_load(file)["themes"]]


def shape(rule):
    if rule.startswith("*"):
        return "infix", [rule.strip("*")]
    if rule.endswith("*"):
        return "begin", [rule[:-1]]
    if rule.startswith('"'):
        return "phrase", [STEM(w) for w in rule.strip('"').split()]
    if " ~5 " in rule:
        return "near", [STEM(w) for w in rule.split(" ~5 ")]
    return "begin", [STEM(rule)]


def regex(rules):
    """One regular expression for a theme, over text in lower case."""
    whole, infixes = [], []
    for kind, words in rules:
        if kind == "infix":
            infixes += words
        elif kind == "near":
            for a, b in (words, words[::-1]):
                whole.append(f"{a}{LETTER}*(?:{GAP}{LETTER}+){{0,4}}?{GAP}{b}")
        else:
            whole.append(f"{LETTER}*{GAP}".join(words))
    return "|".join(infixes + ([f"{START}(?:{'|'.join(whole)})"] if whole else []))
