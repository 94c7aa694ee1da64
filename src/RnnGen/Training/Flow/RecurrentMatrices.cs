using System.Collections.ObjectModel;

namespace RnnGen;

/// <summary>The matrices through which a cell's h goes from step to step.</summary>
internal static class RecurrentMatrices
{
    /// <summary>The spectral radius for each gate.</summary>
    public static ReadOnlyCollection<RecurrentRadius> RadiiOf(CellNode cell, ReferenceTensors parameters)
    {
        if (!CellPlace.ReadsState(cell.Spec)) return new([]);
        string gates = CellGates.Of(cell.Spec);
        return new([.. gates.Select((gate, g) => new RecurrentRadius(gate, RadiusOf(cell, parameters, g)))]);
    }

    private static double RadiusOf(CellNode cell, ReferenceTensors parameters, int gate)
    {
        int units = cell.Spec.Hidden, width = cell.Spec.CellOutput;
        double[] u = parameters[cell.NameOf("weight_hh")][(gate * units * width)..((gate + 1) * units * width)];
        if (cell.Spec is not LstmSpec { Projection: > 0 }) return SpectralRadius.Of(u, units);
        // W_hr·U [P, P] has the eigenvalues of U·W_hr [H, H], but for zeros.
        double[] projection = parameters[cell.NameOf("weight_hr")], product = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            for (int k = 0; k < units; k++)
            {
                for (int j = 0; j < width; j++) product[i * width + j] += projection[i * units + k] * u[k * width + j];
            }
        }
        return SpectralRadius.Of(product, width);
    }
}
