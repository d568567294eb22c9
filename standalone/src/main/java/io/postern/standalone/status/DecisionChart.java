package io.postern.standalone.status;

import io.postern.standalone.status.StatusSnapshot.Rates;
import java.util.List;
import java.util.Locale;

/** The decisions of the last minutes as stacked columns, in SVG. */
final class DecisionChart {
  private static final int HEIGHT = 100;

  private DecisionChart() {}

  /** The chart; its colours are the classes {@code allowed}, {@code challenged} and so on. */
  static String svg(List<Rates> history) {
    double highest = history.stream().mapToDouble(Rates::total).max().orElse(0);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 ").append(DecisionHistory.STEPS).append(' ').append(HEIGHT);
    svg.append("\" preserveAspectRatio=\"none\" shape-rendering=\"crispEdges\" role=\"img\"");
    svg.append(" aria-label=\"Decisions a second over the last half an hour, at most ");
    svg.append(Words.rate(highest)).append("\">\n");
    int x = DecisionHistory.STEPS - history.size();
    for (Rates rates : history) {
      column(svg, x++, rates, highest);
    }
    return svg.append("</svg>").toString();
  }

  private static void column(StringBuilder svg, int x, Rates rates, double highest) {
    double y = HEIGHT;
    y = part(svg, "allowed", x, y, rates.allowed() / highest);
    y = part(svg, "challenged", x, y, rates.challenged() / highest);
    y = part(svg, "refused", x, y, (rates.refused() + rates.notPermitted()) / highest);
    part(svg, "unavailable", x, y, rates.unavailable() / highest);
  }

  private static double part(StringBuilder svg, String kind, int x, double bottom, double share) {
    // Nothing, or not a number because there is nothing at all.
    if (!(share > 0)) {
      return bottom;
    }
    double height = share * HEIGHT;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%.2f\" width=\"1\" height=\"%.2f\"/>\n",
            kind,
            x,
            bottom - height,
            height));
    return bottom - height;
  }
}
