# Values of tests/kernels/test_quadrats.py: Rscript tests/references/quadrats.R
# R 4.2, spatstat 3.0-3. The pattern of point_patterns.R in a square, and a pattern in a polygon. Rectangles of unequal
# height are given as tiles of their own: with `ybreaks` quadrat.test of 3.0-3 sets counts from the top row down beside
# areas from the bottom row up.
suppressMessages(library(spatstat))
number <- seq_len(62)
U <- ppp(redwood$x * 1000 + 0.123 * (number %% 7), redwood$y * 1000 + 0.091 * (number %% 5),
         window = owin(c(0, 1000), c(-1000, 0)))
P <- owin(poly = list(x = c(0, 900, 900, 420, 0), y = c(0, 0, 500, 380, 700)))
V <- ppp(30 + 9.137 * ((7 * number) %% 41), 20 + 5.219 * ((11 * number) %% 59), window = P)
show <- function(name, X, ...) {
  t <- suppressWarnings(quadrat.test(X, ...))
  u <- suppressWarnings(quadrat.test(X, ..., alternative = "clustered"))
  cat(name, sprintf("%.12g", c(t$statistic, t$parameter, t$p.value, u$p.value)), "\n")
}
side <- function(from, to, by) unique(c(seq(from, to, by = by), to))
tiles <- function(xb, yb) tess(tiles = unlist(lapply(seq_along(xb)[-1], function(i) lapply(seq_along(yb)[-1],
  function(j) owin(xb[c(i - 1, i)], yb[c(j - 1, j)]))), recursive = FALSE))
show("square 250 m", U, nx = 4, ny = 4)
show("square 200 m", U, nx = 5, ny = 5)
show("square 300 m", U, tess = tiles(side(0, 1000, 300), side(-1000, 0, 300)))
show("polygon 200 m", V, xbreaks = side(0, 900, 200), ybreaks = side(0, 700, 200))
show("polygon 300 m", V, xbreaks = side(0, 900, 300), ybreaks = side(0, 700, 300))
