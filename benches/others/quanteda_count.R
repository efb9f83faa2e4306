# Themes by size and role with quanteda: tokens, then a dictionary of glob patterns; NEAR from the places of words.
#
# quanteda 4.3.1, SnowballC 0.7.0, data.table 1.14.8, yaml 2.3.7, R 4.2.2.
# Usage: Rscript quanteda_count.R FOLDER [CODEBOOK]
invisible(Sys.setlocale("LC_ALL", "C.UTF-8"))
suppressWarnings(suppressPackageStartupMessages({
  library(quanteda) # takes all cores by itself
  library(data.table)
}))

args <- commandArgs(trailingOnly = TRUE)
folder <- args[1]
book <- yaml::read_yaml(if (length(args) > 1) args[2] else file.path(folder, "15.yaml"))$themes
ids <- vapply(book, `[[`, "", "id")

stems <- function(text) paste0(SnowballC::wordStem(strsplit(text, " +")[[1]], "norwegian"), "*")
is_near <- function(rule) grepl(" ~5 ", rule, fixed = TRUE)
glob <- function(rule) {
  if (grepl("*", rule, fixed = TRUE)) rule else paste(stems(gsub('"', "", rule)), collapse = " ")
}
patterns <- lapply(book, function(t) vapply(Filter(Negate(is_near), t$any), glob, "", USE.NAMES = FALSE))
pairs <- rbindlist(lapply(seq_along(book), function(i) {
  rbindlist(lapply(Filter(is_near, book[[i]]$any), function(rule) {
    words <- stems(sub(" ~5 ", " ", rule, fixed = TRUE))
    data.table(theme = i, a = words[1], b = words[2])
  }))
}))

answers <- fread(file.path(folder, "svar.csv"), sep = ";", quote = "\"", encoding = "UTF-8",
                 select = c("storrelse", "rolle", "svar"), colClasses = "character")
# word2 finds the same words as the default, word4, in half the time
toks <- tokens(answers$svar, what = "word2", remove_punct = TRUE, remove_symbols = TRUE, split_hyphens = TRUE,
               xptr = TRUE)
toks <- tokens_tolower(toks)

# NEAR: a place is a number that says answer and word, so that words up to five apart are places up to five apart
near <- NULL
if (nrow(pairs)) {
  span <- max(ntoken(toks)) + 10
  found <- index(toks, unique(c(pairs$a, pairs$b)), case_insensitive = FALSE)
  places <- split(match(found$docname, docnames(toks)) * span + found$from, found$pattern)
  near <- rbindlist(lapply(seq_len(nrow(pairs)), function(i) {
    a <- places[[pairs$a[i]]]
    hit <- Reduce(`|`, lapply(c(-5:-1, 1:5), function(apart) (a + apart) %in% places[[pairs$b[i]]]))
    data.table(answer = unique(a[hit] %/% span), theme = rep(pairs$theme[i], uniqueN(a[hit] %/% span)))
  }))
}

# everything else is a dictionary; this changes toks, so it comes last
themes <- dictionary(setNames(patterns, ids), tolower = FALSE)
has <- as.matrix(dfm(tokens_lookup(toks, themes, case_insensitive = FALSE), tolower = FALSE)) > 0
if (!is.null(near)) has[cbind(near$answer, near$theme)] <- TRUE

table <- cbind(answers[, .(storrelse, rolle)], has)[, lapply(.SD, sum), by = .(storrelse, rolle), .SDcols = ids]
table <- melt(table, measure.vars = ids, variable.name = "theme", value.name = "n", variable.factor = FALSE)
setorder(table, theme, storrelse, rolle)
fwrite(table[, .(theme, storrelse, rolle, n)])
