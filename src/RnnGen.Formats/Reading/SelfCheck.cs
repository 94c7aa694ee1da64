namespace RnnGen.Formats;

/// <summary>Checks that a file makes possible.</summary>
internal static class SelfCheck
{
    /// <summary>
    /// Of the largest output. Right readings of real files are off by 2e-7, which is the rounding of the floats that they were made
    /// with; another order of the gates is off by a tenth and more.
    /// </summary>
    public const double AnswerTolerance = 1e-4;

    /// <summary>Runs the model on its own test vectors.</summary>
    /// <exception cref="ModelFormatException">They do not fit the network, or the outputs differ.</exception>
    public static ImportedModel Answers(InputFile file, ImportedModel model)
    {
        ReferenceNetwork network = model.Single.Network;
        var verified = new List<string>(model.Verified);
        foreach (TestVector vector in model.TestVectors)
        {
            int steps = vector.Inputs.Count / network.InputSize;
            if (vector.Inputs.Count != steps * network.InputSize || vector.Outputs.Count != steps * network.OutputSize)
            {
                throw file.Wrong($"its test vectors have {vector.Inputs.Count} inputs and {vector.Outputs.Count} outputs; each step takes {network.InputSize} and gives {network.OutputSize}");
            }
            steps = Math.Min(steps, Affordable(model.Spec));
            double[] outputs = model.Run([.. vector.Inputs.Take(steps * network.InputSize)]);
            double largest = vector.Outputs.Take(outputs.Length).Select(value => (double)Math.Abs(value)).DefaultIfEmpty().Max();
            double bound = AnswerTolerance * Math.Max(1, largest), error = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                error = Math.Max(error, Math.Abs(outputs[i] - vector.Outputs[i]));
                if (error <= bound) continue;
                throw file.Wrong(FormattableString.Invariant(
                    $"its own test vector is not met: output {i}: expected {vector.Outputs[i]}, found {outputs[i]:g9}; the file is damaged, or means something else than was read"));
            }
            verified.Add(FormattableString.Invariant($"Its own test vector is met: {steps} steps, largest error {error:0.0e+0}."));
        }
        return model with { Verified = verified };
    }

    /// <summary>Runs the model on silence from the state in the file, which must stay where it is.</summary>
    /// <exception cref="ModelFormatException">It moves.</exception>
    public static ImportedModel Rest(InputFile file, ImportedModel model)
    {
        int steps = Math.Min(RestingState.Steps, Affordable(model.Spec));
        var (drift, where, _) = RestingState.Move(model.Single, model.Single.NewState(), steps);
        if (drift > RestingState.Tolerance)
        {
            throw file.Wrong($"its initial state is not the state after silence: {where} within {steps} steps of zeros; the file is damaged, or means something else than was read");
        }
        return model with { Verified = [.. model.Verified, FormattableString.Invariant($"Its initial state rests under silence: largest drift {drift:0.0e+0} within {steps} steps.")] };
    }

    /// <summary>The steps that a check may take.</summary>
    private static int Affordable(ModelSpec spec) =>
        (int)Math.Clamp(FormatLimits.CheckCost / new ParameterLayout(new Topology(spec)).ParameterCount, 1, int.MaxValue);
}
