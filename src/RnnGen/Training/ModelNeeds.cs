namespace RnnGen;

/// <summary>What a model must be for a way of training.</summary>
internal static class ModelNeeds
{
    /// <summary>Its weights are the parameters themselves.</summary>
    /// <exception cref="ArgumentException">It keeps a smaller copy.</exception>
    public static void RequireFloats(ModelSpec spec)
    {
        if (spec.Storage == WeightStorage.Float32) return;
        throw new ArgumentException($"The model keeps a smaller copy of its weights (Storage = WeightStorage.{spec.Storage}), which training would leave behind. "
            + "Train the same declaration with WeightStorage.Float32, save it, and load the file into this model.", "model");
    }

    /// <summary>A direction that begins at a sequence's end has nothing to go on from: the piece behind it was not read yet.</summary>
    /// <exception cref="ArgumentException">A layer reads a sequence from its end.</exception>
    public static void RequireForward(ModelSpec spec, string option, string otherwise)
    {
        if (spec.RunsForward) return;
        RecurrentNode layer = new Topology(spec).Nodes.OfType<RecurrentNode>().First(node => node.Spec.Direction != Direction.Forward);
        throw new ArgumentException($"{option}: expected layers that run forward, found Direction.{layer.Spec.Direction} of '{layer.Prefix}': it would begin "
            + $"at a piece's end where an earlier piece ended. {otherwise}, or use Direction.Forward.", "options");
    }

    /// <summary>There is something to learn from in each sample of a stream.</summary>
    /// <exception cref="ArgumentException">There is one output for a sequence.</exception>
    public static void RequireOutputPerStep(ModelSpec spec)
    {
        if (spec.HasOutputPerStep) return;
        throw new ArgumentException($"The model gives one output for a whole sequence (OutputMode.{spec.Output}); expected OutputMode.EveryStep, an output for each sample.", "model");
    }

    /// <summary>An output that is pooled over all steps cannot be had of a piece.</summary>
    /// <exception cref="ArgumentException">It is pooled.</exception>
    public static void RequireOutputOfOneStep(ModelSpec spec)
    {
        if (spec.Output is OutputMode.EveryStep or OutputMode.LastStep) return;
        throw new ArgumentException($"CheckpointEvery: expected OutputMode.EveryStep or OutputMode.LastStep, found OutputMode.{spec.Output}: an output of a "
            + "whole sequence needs all its steps. Set CheckpointEvery = 0.", "options");
    }
}
