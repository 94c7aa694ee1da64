using RnnGen;

namespace GuitarAmp.Playing;

/// <summary>The compiled models by their declarations, in which names do not count.</summary>
/// <remarks>A model's sizes are constants of its code: a size that is not here has no code, and runs in the reference engine.</remarks>
internal static class CompiledModels
{
    private static readonly Dictionary<ModelSpec, Func<ParameterBuffer, INetwork>> s_all = new(
    [
        Of<Lstm3>(), Of<Lstm8>(), Of<Lstm12>(), Of<Lstm16>(), Of<Lstm20>(), Of<Lstm24>(), Of<Lstm32>(), Of<Lstm40>(), Of<TwoLstm8>(),
        Of<SkipLstm12>(), Of<SkipLstm16>(), Of<SkipLstm20>(), Of<SkipLstm32>(), Of<SkipLstm40>(), Of<KnobLstm40>(),
        Of<Gru8>(), Of<Gru16>(), Of<SkipGru12>(), Of<KnobsGru16>(),
    ]);

    /// <summary>The declarations of all.</summary>
    public static IReadOnlyCollection<ModelSpec> Specs => s_all.Keys;

    /// <summary>The compiled model of this declaration, with these parameters; null where there is none.</summary>
    public static INetwork? TryMake(ParameterBuffer parameters) =>
        parameters.Spec is ModelSpec spec && s_all.TryGetValue(WithoutNames(spec), out Func<ParameterBuffer, INetwork>? make) ? make(parameters) : null;

    /// <summary>The two lines that would compile the declaration in.</summary>
    public static (string Declaration, string Entry) LinesFor(ModelSpec spec) =>
        ($"{WithoutNames(spec)} internal sealed partial class MyAmp;", "Of<MyAmp>(),");

    /// <summary>A layer's name is a prefix of its tensors and changes no number.</summary>
    private static ModelSpec WithoutNames(ModelSpec spec) => spec with { Layers = new(spec.Layers.Select(layer => layer with { Name = null })) };

    private static KeyValuePair<ModelSpec, Func<ParameterBuffer, INetwork>> Of<TModel>()
        where TModel : class, IStreamingRnnModel<TModel, float> => new(TModel.Spec, parameters =>
        {
            TModel model = TModel.New();
            Copy(parameters, model.Parameters);
            return new CompiledNetwork<TModel>(model);
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
