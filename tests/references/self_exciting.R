# Values of tests/kernels/test_self_exciting.py: Rscript tests/references/self_exciting.R
# R 4.2.2, surveillance 1.20.3
suppressMessages(library(surveillance))
i <- 0:119; k <- seq(0, 118, 2)
x <- (i * 618.034) %% 2000; y <- (i * 414.214) %% 2000; t <- (i * 73.2051) %% 200
cx <- x[k + 1] + 40 * sin(1.7 * k); cy <- y[k + 1] + 40 * cos(2.3 * k); ct <- t[k + 1] + 0.5 + (k * 0.61803) %% 6
x <- c(x, cx); y <- c(y, cy); t <- c(t, ct)
inside <- x > 0 & x < 2000 & y > 0 & y < 2000 & t > 0 & t < 200
x <- x[inside]; y <- y[inside]; t <- t[inside]
cat("events:", length(x), "\n")
fitted <- function(W, keep) {
  events <- SpatialPointsDataFrame(cbind(x, y)[keep, ], data.frame(time = t[keep], tile = "a", type = factor("a"), eps.t = Inf, eps.s = Inf))
  grid <- data.frame(start = 0, stop = 200, tile = factor("a"), area = sum(sapply(W@polygons, slot, "area")))
  data <- as.epidataCS(events, grid, W, nCircle2Poly = 64, T = 200)
  twinstim(endemic = ~1, epidemic = ~1, siaf = siaf.gaussian(F.adaptive = FALSE, logsd = TRUE, F.method = "iso"), tiaf = tiaf.exponential(), data = data,
    optim.args = list(par = c("h.(Intercept)" = log(120 / 200 / 4e6), "e.(Intercept)" = log(0.3 * 0.3 / (2 * pi * 50^2)),
      "e.siaf.1" = log(50), "e.tiaf.1" = 0.3), control = list(rel.tol = 1e-14, x.tol = 1e-10)), model = TRUE, verbose = FALSE, cumCIF = FALSE)
}
say <- function(name, fit, area) {
  b <- coef(fit); s <- exp(b[3]); a <- b[4]
  cat(name, sprintf("%.10g", c(background = exp(b[1]) * area * 200, offspring = exp(b[2]) * 2 * pi * s^2 / a, decay = a, spread = s, loglik = as.numeric(logLik(fit)))), "\n")
  v <- solve(-optimHess(b, fit$functions$ll, control = list(ndeps = c(1e-3, 1e-3, 1e-3, 1e-4))))  # observed information
  cat("  se of log background, log spread, log decay:", sprintf("%.6g", sqrt(diag(v))[c(1, 3, 4)] / c(1, 1, a)), "\n")
}
box <- SpatialPolygons(list(Polygons(list(Polygon(cbind(c(0, 2000, 2000, 0, 0), c(0, 0, 2000, 2000, 0)))), "a")))
say("rectangle:", fitted(box, rep(TRUE, length(x))), 4e6)
corner <- SpatialPolygons(list(Polygons(list(Polygon(cbind(c(0, 2000, 2000, 1000, 1000, 0, 0), c(0, 0, 1000, 1000, 2000, 2000, 0)))), "a")))
keep <- x < 1000 | y < 1000
cat("events in the corner:", sum(keep), "\n")
say("corner:", fitted(corner, keep), 3e6)
