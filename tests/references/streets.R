# A small street network drawn at random, and what spatstat says of it.
#   Rscript tests/references/streets.R        (R 4.2, spatstat 3.0-3, spatstat.linnet 3.0-6; writes tests/kernels/data/streets)
suppressPackageStartupMessages(library(spatstat))
set.seed(20)
x <- c(0, 120, 250, 0, 110, 260, 10, 130, 240, 60, 330, 180)
y <- c(0, 10, 0, 100, 120, 90, 230, 210, 250, 300, 150, 330)
from <- c(1, 2, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 7, 6, 8, 5)
to   <- c(2, 3, 4, 5, 6, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 9)
L <- linnet(ppp(x, y, window = owin(c(-20, 360), c(-20, 360))), edges = cbind(from, to))
L$toler <- 1e-3  # by default a thousandth of the shortest segment, within which ways out are not told apart
X <- runiflpp(25, L)
Y <- runiflpp(10, L)
write <- function(table, name) {
  # numbers without the spaces that line them up
  lines <- capture.output(write.csv(table, row.names = FALSE, quote = FALSE))
  writeLines(gsub("^ +", "", gsub(", +", ",", lines)), file.path("tests/kernels/data/streets", name))
}
write(format(as.data.frame(as.psp(L))[, c("x0", "y0", "x1", "y1")], digits = 17), "lines.csv")
local <- function(P, type) data.frame(seg = coords(P)$seg, tp = format(coords(P)$tp, digits = 17), type = type)
write(rbind(local(X, 1), local(Y, 2)), "points.csv")

one <- function(kernel, continuous)
  attr(densityEqualSplit(X, 40, kernel = kernel, continuous = continuous, eps = 12, epsilon = 1e-15, verbose = FALSE), "df")
Z <- one("epanechnikov", TRUE)
table <- Z[, c("mapXY", "tp", "x", "y")]
names(table)[1] <- "seg"
table$esc_epanechnikov <- Z$values
table$esc_quartic <- one("biweight", TRUE)$values
table$esd_epanechnikov <- one("epanechnikov", FALSE)$values
table$esd_quartic <- one("biweight", FALSE)$values
write(format(table, digits = 17), "density.csv")

r <- seq(0, 200, by = 1)
P <- superimpose(a = X, b = Y)
some <- seq(1, 201, by = 20)
write(format(data.frame(
  r = r[some],
  k_ang = linearK(X, r = r, correction = "Ang")$est[some],
  k_none = linearK(X, r = r, correction = "none")$est[some],
  cross_ang = linearKcross(P, "a", "b", r = r, correction = "Ang")$est[some],
  cross_none = linearKcross(P, "a", "b", r = r, correction = "none")$est[some]
), digits = 17), "k.csv")

# the tolerance decides in larger networks: the two answers of spatstat for the same 116 crimes, quoted in docs/validation.md
C <- unmark(chicago)
fine <- seq(0, 500, by = 1)
cat("chicago, default tolerance:", sprintf("%.10f", linearK(C, r = fine)$est[c(101, 501)]), "\n")
L <- domain(C)
L$toler <- 1e-3
cat("chicago, 0.001 feet:", sprintf("%.10f", linearK(lpp(as.ppp(C), L), r = fine)$est[c(101, 501)]), "\n")
