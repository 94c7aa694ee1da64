namespace RnnGen.Generator.Tests;

/// <summary>What is to be done with a model whose type is known only once it has been generated.</summary>
/// <remarks>Public, because generated test code calls it: so no test needs reflection over generic types.</remarks>
public interface IModelVisitor
{
    /// <summary>Called by a <see cref="ModelBatch"/> where not every layer runs forward.</summary>
    /// <param name="load">The model's own <c>Load</c>.</param>
    void Visit<TModel, TInput>(Func<string, TModel> load)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged;

    /// <summary>Called where every layer runs forward.</summary>
    /// <param name="load">The model's own <c>Load</c>.</param>
    void VisitStreaming<TModel, TInput>(Func<string, TModel> load)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged;
}
