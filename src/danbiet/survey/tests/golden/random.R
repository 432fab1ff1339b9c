# The questions of test_against_r.py put to R's survey package: Rscript random.R TABLE.csv > ANSWERS.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
table <- read.csv(commandArgs(TRUE)[1], na.strings = "", stringsAsFactors = TRUE)

told <- function(one) list(est = unname(as.numeric(coef(one))), se = unname(as.numeric(SE(one))))
ends <- function(one, d) {
  bounds <- confint(one, df = degf(d))
  c(told(one), list(low = unname(bounds[, 1]), high = unname(bounds[, 2])))
}
share <- function(d, method) {
  one <- svyciprop(~I(z > 4.5), d, method = method, df = degf(d))
  list(est = as.numeric(one), low = attr(one, "ci")[[1]], high = attr(one, "ci")[[2]])
}
battery <- function(d) {
  of_h <- svyby(~z, ~h, d, svytotal, vartype = "se")
  quantile <- svyquantile(~z, d, c(.5, .75), interval.type = "mean", qrule = "math")$z
  test <- svychisq(~g + h, d)
  list(
    mean = ends(svymean(~y, d, na.rm = TRUE), d), total = ends(svytotal(~z, d), d),
    ratio = ends(svyratio(~y, ~x, d, na.rm = TRUE), d), shares = told(svymean(~k, d, na.rm = TRUE)),
    of_g = told(svyby(~y, ~g, d, svymean, na.rm = TRUE)), of_h = told(of_h),
    some = told(svymean(~y, subset(d, x > 2.5 & g == "F"), na.rm = TRUE)),
    quantile = list(est = unname(quantile[, 1]), se = unname(quantile[, 4])),
    xlogit = share(d, "xlogit"), beta = share(d, "beta"), mid = share(d, "mean"),
    chisq = list(est = unname(c(test$statistic, test$parameter, test$p.value)))
  )
}

W <- sum(table$w)
g <- data.frame(g = c("F", "M"), Freq = c(.52, .48) * W)
h <- data.frame(h = c("t", "u", "v"), Freq = c(.3, .33, .37) * W)
gh <- expand.grid(g = c("F", "M"), h = c("t", "u", "v"))
gh$Freq <- c(.15, .16, .17, .18, .14, .2) * W
known <- c(`(Intercept)` = W, gM = .48 * W, x = 3.1 * W)
fine <- list(maxit = 500, epsilon = 1e-11, verbose = FALSE)
plain <- svydesign(~psu, strata = ~strat, weights = ~w, nest = TRUE, data = table)
fpc <- svydesign(~psu, strata = ~strat, weights = ~w, fpc = ~N, nest = TRUE, data = table)
raked <- rake(plain, list(~g, ~h), list(g, h), control = fine)
calibrated <- function(d, ...) calibrate(d, ~g + x, known, epsilon = 1e-12, maxit = 500, ...)
strictly <- function(d) # R ends only where the last excess is nothing at all, which rounding may never reach
  tryCatch(trimWeights(d, upper = 17, lower = 8, strict = TRUE), error = function(problem) NULL)
jackknife <- as.svrepdesign(plain, type = "JKn")
designs <- list(
  plain = plain, fpc = fpc, stages = svydesign(~psu + el, strata = ~strat, fpc = ~N + M, nest = TRUE, data = table),
  elements = svydesign(~1, strata = ~strat, weights = ~w, data = table),
  post = postStratify(plain, ~g, g), crossed = postStratify(plain, ~g + h, gh), raked = raked,
  linear = calibrated(plain), raking = calibrated(plain, calfun = "raking"),
  logit = calibrated(plain, calfun = "logit", bounds = c(.4, 2.5)),
  trimmed = trimWeights(raked, upper = 17), both = strictly(raked),
  jkn = jackknife, jkn_fpc = as.svrepdesign(fpc, type = "JKn"),
  jkn_raked = rake(jackknife, list(~g, ~h), list(g, h), control = fine), jkn_linear = calibrated(jackknife)
)
cat(toJSON(lapply(Filter(Negate(is.null), designs), battery), digits = 15, auto_unbox = FALSE, pretty = 1))
