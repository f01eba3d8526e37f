# Values of tests/kernels/test_density_shapes.py and test_bandwidths.py: Rscript tests/references/density.R
# R 4.2, spatstat 3.0-3 (spatstat.explore 3.0.6), sparr 2.2-17
suppressMessages(library(spatstat))
options(digits = 12)
X <- ppp(c(150, 250, 250, 850, 950, 1450, 1550, 1950), c(50, 250, 350, 850, 850, 1250, 1450, 1950),
         window = owin(c(0, 2000), c(0, 2000)))
for (e in list(c(FALSE, FALSE), c(TRUE, FALSE), c(TRUE, TRUE))) {
  v <- density(X, sigma = 200, kernel = "gaussian", edge = e[1], diggle = e[2], dimyx = c(20, 20))$v
  cat(e, sprintf("%.12e", c(v[1, 2], v[9, 9], v[20, 20], v[5, 14], sum(v) * 1e4)), "\n")
}
for (k in c("quartic", "epanechnikov", "disc")) {
  v <- density(X, sigma = 200, kernel = k, edge = FALSE, dimyx = c(20, 20))$v
  cat(k, sprintf("%.12e", c(v[1, 2], v[9, 9], v[20, 20], sum(v) * 1e4)), "\n")
}
b <- bw.ppl(redwood, sigma = c(0.02, 0.03, 0.05, 0.08, 0.15), edge = FALSE, shortcut = TRUE)
cat(sprintf("%.8f", attr(b, "cv")), "\n")
pilot <- density(X, sigma = 300, edge = FALSE, dimyx = c(20, 20), positive = TRUE)
cat(sprintf("%.12e", safelookup(pilot, X)), "\n")
h <- sparr::bivariate.density(X, h0 = 300, hp = 300, adapt = TRUE, edge = "none", resolution = 20)
cat(sprintf("%.8f", h$h), "\n")
