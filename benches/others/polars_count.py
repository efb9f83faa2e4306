"""Themes by size and role with polars: one regular expression a theme, counted in one lazy, streamed query.

polars 2.1.0, PyYAML 6.0.4, snowballstemmer 3.1.1, Python 3.11.7. Usage: polars_count.py FOLDER [CODEBOOK]
"""
import sys

import polars as pl

from rules import regex, themes

folder = sys.argv[1]
book = themes(sys.argv[2] if len(sys.argv) > 2 else f"{folder}/15.yaml")
groups = ["storrelse", "rolle"]
text = pl.col("svar")
has = [text.str.contains(regex(rules)).alias(theme) for theme, rules in book]
table = (
    pl.scan_csv(f"{folder}/svar.csv", separator=";", infer_schema=False)
    .select(*groups, text.str.to_lowercase())
    .select(*groups, *has)
    .group_by(groups)
    .agg(pl.col([theme for theme, _ in book]).sum())
    .unpivot(index=groups, variable_name="theme", value_name="n")
    .select("theme", *groups, "n")
    .sort("theme", *groups)
)
sys.stdout.write(table.collect(engine="streaming").write_csv())
