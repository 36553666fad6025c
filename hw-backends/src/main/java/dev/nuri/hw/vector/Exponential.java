package dev.nuri.hw.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * e^x to about two units in the last place: x = n ln 2 + r with |r| at most half of ln 2, a polynomial for e^r, and n added
 * to the exponent. Coefficients are those of the Cephes library's expf.
 */
final class Exponential {
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    private static final float LOG2_E = (float) (1 / Math.log(2));
    private static final float LN2_HIGH = 0x1.63p-1f; // exact in few bits, so that n times it is exact
    private static final float LN2_LOW = -2.12194440e-4f;

    /** Above this infinity, below its negative 0. */
    private static final float GREATEST = 88.37f;

    private Exponential() {}

    /** e^x for each lane; NaN for NaN. */
    static FloatVector of(FloatVector x) {
        float shift = 0x1.8p23f; // adding and taking it away rounds to a whole number
        FloatVector bounded = x.min(GREATEST + 1).max(-GREATEST);
        FloatVector n = bounded.mul(LOG2_E).add(shift).sub(shift);
        FloatVector r = n.mul(-LN2_HIGH).add(bounded);
        r = n.mul(-LN2_LOW).add(r);
        FloatVector p = r.mul((float) 1.9875691500e-4).add((float) 1.3981999507e-3);
        p = p.mul(r).add((float) 8.3334519073e-3);
        p = p.mul(r).add((float) 4.1665795894e-2);
        p = p.mul(r).add((float) 1.6666665459e-1);
        p = p.mul(r).add((float) 5.0000001201e-1);
        p = p.mul(r).mul(r).add(r).add(1);
        IntVector exponent = (IntVector) n.convertShape(VectorOperators.F2I, I, 0);
        FloatVector power = exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.mul(power).blend(0, x.compare(VectorOperators.LT, -GREATEST));
    }
}
