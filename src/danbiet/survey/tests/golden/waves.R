# What R's survey package answers for waves.csv: certain districts, unequal probabilities, two waves of the same clusters
# usage: Rscript waves.R waves.csv > waves.json
suppressMessages({library(survey); library(jsonlite)})
d <- read.csv(commandArgs(TRUE)[1])
units <- list(certain = ifelse(d$cert == 1, d$village, d$district), brewer = d$district, hartley_rao = d$district)
strata <- list(certain = paste(d$province, d$cert), brewer = d$province, hartley_rao = rep("all", nrow(d)))
drawn <- function(name, z) switch(name,
  certain = svydesign(ids = ~1, strata = ~stratum, weights = ~one, data = z),
  brewer = svydesign(ids = ~1, strata = ~stratum, fpc = ~p, pps = "brewer", data = z),
  hartley_rao = svydesign(ids = ~1, fpc = ~p, pps = HR(), variance = "YG", data = z))
# The standard error of means of years, times -1 or 1, from the sums of linearised values of each cluster
error <- function(name, sign, part = rep(TRUE, nrow(d))) {
  w <- if (name == "certain") d$w else 1 / d$p
  z <- 0
  for (year in names(sign)) {
    k <- d$year == year & part
    z <- z + ifelse(k, sign[[year]] * w * (d$y - weighted.mean(d$y[k], w[k])) / sum(w[k]), 0)
  }
  sums <- aggregate(z ~ unit + stratum + p,
    data.frame(p = if (name == "certain") 1 else d$p, unit = units[[name]], stratum = strata[[name]], z), sum)
  sums$one <- 1
  sums$z <- if (name == "certain") sums$z else sums$z * sums$p  # weighted again by 1/p
  c(SE(svytotal(~z, drawn(name, sums))))
}
answers <- lapply(setNames(nm = names(units)), function(name) c(
  error(name, list("2021" = 1)), error(name, list("2023" = 1)), error(name, list("2021" = -1, "2023" = 1)),
  error(name, list("2023" = 1), d$cert == 1)))
cat(toJSON(answers, digits = 17))
