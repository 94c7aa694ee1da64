using RnnGen;

namespace GuitarAmp.Playing;

/// <summary>The compiled models by their declarations, in which neither names nor a skip count.</summary>
/// <remarks>
/// A model's sizes are constants of its code: a size that is not here has no code, and runs in the reference engine. With
/// <c>InputSkip = true</c> a model adds its input to its output and is the same otherwise, so that here one class serves both.
/// </remarks>
internal static class CompiledModels
{
    private static readonly Dictionary<ModelSpec, Func<ParameterBuffer, bool, INetwork>> s_all = new(
    [
        Of<Lstm3>(), Of<Lstm8>(), Of<Lstm12>(), Of<Lstm16>(), Of<Lstm20>(), Of<Lstm24>(), Of<Lstm32>(), Of<Lstm40>(), Of<TwoLstm8>(),
        Of<Gru8>(), Of<Gru12>(), Of<Gru16>(), Of<KnobLstm40>(), Of<KnobsGru16>(),
    ]);

    /// <summary>The declarations of all.</summary>
    public static IReadOnlyCollection<ModelSpec> Specs => s_all.Keys;

    /// <summary>The compiled model of this declaration, with these parameters; null where there is none.</summary>
    public static INetwork? TryMake(ParameterBuffer parameters) =>
        parameters.Spec is ModelSpec spec && s_all.TryGetValue(Plain(spec), out Func<ParameterBuffer, bool, INetwork>? make) ? make(parameters, spec.InputSkip) : null;

    /// <summary>The two lines that would compile the declaration in.</summary>
    public static (string Declaration, string Entry) LinesFor(ModelSpec spec) =>
        ($"{Plain(spec)} internal sealed partial class MyAmp;", "Of<MyAmp>(),");

    /// <summary>A layer's name is a prefix of its tensors and changes no number.</summary>
    private static ModelSpec Plain(ModelSpec spec) => spec with { Layers = new(spec.Layers.Select(layer => layer with { Name = null })), InputSkip = false };

    private static KeyValuePair<ModelSpec, Func<ParameterBuffer, bool, INetwork>> Of<TModel>()
        where TModel : class, IStreamingRnnModel<TModel, float> => new(TModel.Spec, (parameters, skip) =>
        {
            TModel model = TModel.New();
            Copy(parameters, model.Parameters);
            return new CompiledNetwork<TModel>(model, skip);
        });

    /// <summary>Equal declarations have the same tensors in the same order, whatever their layers are called.</summary>
    private static void Copy(ParameterBuffer from, ParameterBuffer to)
    {
        foreach ((TensorInfo source, TensorInfo target) in from.Tensors.Zip(to.Tensors))
        {
            if (OwnName(source) != OwnName(target) || !source.Shape.SequenceEqual(target.Shape))
            {
                throw new InvalidOperationException($"The tensor {source} would become {target}.");
            }
            var values = new float[source.Count];
            from.Read(source.Name, values);
            to.Write(target.Name, values);
        }
    }

    /// <summary>The name without its layer's.</summary>
    private static string OwnName(TensorInfo tensor) => tensor.Name[(tensor.Name.LastIndexOf('.') + 1)..];
}
