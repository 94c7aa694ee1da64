namespace RnnGen.Package.Tests;

/// <summary>What users write.</summary>
internal static class ConsumerSources
{
    /// <summary>A model.</summary>
    public const string Declaration = """
        using RnnGen;

        /// <summary>Next character: one of 65 in, 65 scores out.</summary>
        [RnnModel]
        [OneHot(65)]
        [Lstm(128, Layers = 2)]
        [Dense(65)]
        public sealed partial class CharModel;
        """;

    /// <summary>Steps it, trains it, saves it, loads it; prints OK where all of that makes sense.</summary>
    public const string Program = """
        using RnnGen;

        CharModel model = CharModel.Create(seed: 1);
        float[] before = Scores(model);

        var trainer = new Trainer<CharModel, int>(model, new Adam { LearningRate = 1e-2f }, new TrainerOptions
        {
            BatchSize = 2, Steps = 8, Loss = Loss.SoftmaxCrossEntropy, GradientClip = 5f,
        });
        int[] inputs = [.. Enumerable.Range(0, 16).Select(i => i % 8)], targets = [.. inputs.Select(token => (token + 1) % 8)];
        float first = trainer.Step(inputs, targets).Loss, last = first;
        for (int i = 0; i < 10; i++) last = trainer.Step(inputs, targets).Loss;
        if (!(last < first)) throw new InvalidOperationException($"The loss went from {first} to {last}.");
        if (Scores(model).AsSpan().SequenceEqual(before)) throw new InvalidOperationException("Training changed nothing.");

        string path = Path.Combine(AppContext.BaseDirectory, "char.safetensors");
        model.Save(path);
        if (!Scores(CharModel.Load(path)).AsSpan().SequenceEqual(Scores(model))) throw new InvalidOperationException("The file holds another model.");
        Console.WriteLine("OK");

        static float[] Scores(CharModel model)
        {
            CharModel.State state = default;
            var scores = new float[CharModel.OutputSize];
            for (int token = 0; token < 5; token++) model.Step(token, ref state, scores);
            return scores;
        }
        """;
}
