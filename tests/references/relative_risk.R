# Values of tests/kernels/test_relative_risk.py: Rscript tests/references/relative_risk.R
# R 4.2, sparr 2.2-17, spatstat 3.0-3: the redwood pattern in a square of 1 km, off the edges of cells, every third seedling a case
suppressMessages({library(sparr); library(spatstat)})
X <- ppp(redwood$x * 1000 - 3.3, redwood$y * 1000 + 996.7, window = owin(c(0, 1000), c(0, 1000)))
case <- seq_len(62) %% 3 == 0
f <- bivariate.density(X[case], h0 = 150, resolution = 50, verbose = FALSE)
g <- bivariate.density(X[!case], h0 = 150, resolution = 50, verbose = FALSE)
p <- bivariate.density(X, h0 = 150, resolution = 50, verbose = FALSE)
r <- risk(f, g, verbose = FALSE)
t <- tolerance(r, ref.density = p, method = "ASY", verbose = FALSE)
at <- cbind(c(5, 20, 25, 40, 50), c(5, 15, 40, 30, 1))  # row from the south, column from the west
cat("rr", sprintf("%.10f", as.matrix(r$rr)[at]), "\n")
cat("p", sprintf("%.10f", as.matrix(t)[at]), "\n")
cat("f", sprintf("%.12e", as.matrix(f$z)[at]), "\n")
