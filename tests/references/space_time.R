# Values of tests/kernels/test_point_pattern_test.py, test_local_knox.py, test_space_time_k.py and test_space_time_tests.py:
#   Rscript tests/references/space_time.R        (R 4.2.2, spatstat 3.0-3, surveillance 1.20.3)
before <- c(12, 3, 0, 25, 7, 40); after <- c(5, 9, 4, 30, 7, 20)
n <- before + after; share <- 0.4
cat("conditional_change, share 0.4:",
    sprintf("%.12g", pmin(1, 2 * pmin(pbinom(after, n, share), pbinom(after - 1, n, share, lower.tail = FALSE)))), "\n")

observed <- c(3, 40, 1, 30, 3); near <- c(5, 1000, 900, 1200, 12)
soon <- c(30, 900, 5000, 300, 40); others <- c(59, 1e5, 1e4, 1e5, 200)
cat("local_knox:", sprintf("%.12g", phyper(observed - 1, soon, others - soon, near, lower.tail = FALSE)), "\n")

suppressMessages(library(spatstat.explore))
i <- 1:200
points <- ppp(floor((i * 618.034) %% 1000), floor((i * 414.214) %% 1000), c(0, 1000), c(0, 1000))
k <- as.data.frame(Kest(points, r = seq(0, 200, by = 0.5), correction = "none"))
cat("space_time_k, margin in space at 50, 100, 200:", sprintf("%.12g", k$un[match(c(50, 100, 200), k$r)]), "\n")

suppressMessages(library(surveillance))
i <- 1:60
x <- floor((i * 618.034) %% 1000) + round(0.137 * (i %% 7), 3)
y <- floor((i * 414.214) %% 1000) + round(0.091 * (i %% 5), 3)
day <- floor((i * i * 7919.77) %% 100003)
found <- knox(dist(day), dist(cbind(x, y)), eps.t = 20000, eps.s = 200, simulate.p.value = FALSE)
cat("knox, pairs and expected pairs:", found$statistic, sprintf("%.12g", found$null.value), "\n")
