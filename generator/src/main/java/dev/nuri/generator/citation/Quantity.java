package dev.nuri.generator.citation;

import dev.nuri.generator.citation.UnitNames.Unit;

/**
 * A number with its unit.
 *
 * @param first index of its first token
 * @param last index of its last token, multipliers included, the unit left out
 * @param value the number in digits, in its shortest form
 * @param unit null when none is known
 * @param spelled whether it is written in words or characters
 * @param shown as it is written
 */
record Quantity(int first, int last, String value, Unit unit, boolean spelled, String shown) {}
