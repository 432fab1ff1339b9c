# What R's survey package answers for lonely.csv under each policy; usage: Rscript lonely.R lonely.csv > lonely.json
suppressMessages({library(survey); library(jsonlite)})
d <- read.csv(commandArgs(TRUE)[1], colClasses = c(c = "character", s = "character", i = "character"))
drawn <- list(wr = list(ids = ~c), fpc = list(ids = ~c, fpc = ~N1), stages = list(ids = ~c + s, fpc = ~N1 + N2))
answers <- list()
for (name in names(drawn)) for (policy in c("adjust", "average", "remove")) for (domain in c(FALSE, TRUE)) {
  if (name == "stages" && policy == "average") next  # R: NaN wherever a cluster has one sub-cluster
  options(survey.lonely.psu = policy, survey.adjust.domain.lonely = domain)
  design <- suppressWarnings(do.call(svydesign, c(drawn[[name]], list(strata = ~h, weights = ~w, data = d))))
  told <- function(made) c(coef(made), SE(made))
  answers[[paste(name, policy, tolower(domain))]] <- suppressWarnings(unname(c(
    lapply(c("u", "v"), function(one) told(svymean(~y, subset(design, !is.na(y) & k == one)))),
    list(told(svytotal(~y, subset(design, !is.na(y) & k == "u")))),
    lapply(c("u", "v"), function(one) told(svyratio(~y, ~x, subset(design, !is.na(y) & k == one)))))))
}
cat(toJSON(lapply(answers, lapply, unname), digits = 17))
