using System.Globalization;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>Whether one attribute's arguments make sense by themselves.</summary>
internal sealed class LayerChecks(AttributeReader a, Reports reports)
{
    /// <summary>Checks the attribute behind <paramref name="layer"/>.</summary>
    public void Check(LayerSpec layer)
    {
        switch (layer)
        {
            case InputSpec input:
                CheckSize(0, "size", input.Size, Limits.Size);
                break;
            case OneHotSpec oneHot:
                CheckSize(0, "vocabulary", oneHot.Vocabulary, Limits.Vocabulary);
                break;
            case EmbeddingSpec embedding:
                CheckSize(0, "vocabulary", embedding.Vocabulary, Limits.Vocabulary);
                CheckSize(1, "size", embedding.Size, Limits.Size);
                break;
            case DenseSpec dense:
                CheckSize(0, "size", dense.Size, Limits.Outputs);
                CheckActivation("Activation", dense.Activation);
                if (dense is { Size: 1, Activation.Kind: Activation.Softmax }) reports.Add(Rules.SoftmaxOfOne, a.PropertyAt("Activation"), a.Kind);
                break;
            case DropoutSpec dropout:
                CheckProbability("The probability", dropout.Probability, a.ArgumentAt(0));
                if (dropout.Probability == 0f) reports.Add(Rules.NoEffect, a.ArgumentAt(0), a.Kind, "A probability of 0", "no value is ever dropped");
                break;
            case RecurrentSpec recurrent:
                CheckRecurrent(recurrent);
                break;
        }
        CheckName(layer.Name);
    }

    /// <summary>Checks that an enum property has one of the enum's values.</summary>
    public void CheckChoice<T>(string property) where T : struct, Enum
    {
        T value = a.Property(property, default(T));
        if (Enum.IsDefined(typeof(T), value)) return;
        reports.Add(Rules.UnknownChoice, a.PropertyAt(property), a.Kind, property, value, typeof(T).Name, string.Join(", ", Enum.GetNames(typeof(T))));
    }

    private void CheckRecurrent(RecurrentSpec layer)
    {
        CheckSize(0, "hidden size", layer.Hidden, Limits.Size);
        CheckSize(a.PropertyAt("Layers"), "number of layers", layer.Layers, Limits.Layers);
        CheckChoice<Direction>("Direction");
        CheckChoice<Merge>("Merge");
        CheckChoice<Skip>("Skip");
        foreach (string property in new[] { "Dropout", "RecurrentDropout" })
        {
            CheckProbability(property, a.Property(property, 0f), a.PropertyAt(property));
        }
        if (!CellPlace.ReadsState(layer) && layer.RecurrentDropout > 0f) reports.Add(Rules.NoRecurrentProduct, a.PropertyAt("RecurrentDropout"), a.Kind);
        if (layer.Direction != Direction.Bidirectional) CheckNoEffect("Merge", Merge.Concat, "only Bidirectional layers have two directions to merge");
        if (layer.Layers == 1)
        {
            CheckNoEffect("Skip", Skip.None, "it acts between stacked layers and Layers is 1");
            CheckNoEffect("Dropout", 0f, "it acts between stacked layers and Layers is 1");
        }
        if (layer.LayerNorm) CheckLayerNorm(layer);
        CheckKind(layer);
    }

    private void CheckLayerNorm(RecurrentSpec layer)
    {
        if (!CellPlace.ReadsState(layer)) reports.Add(Rules.LayerNormWithoutState, a.PropertyAt("LayerNorm"), a.Kind);
        else if (layer.Hidden == 1) reports.Add(Rules.NormalisesOneUnit, a.PropertyAt("LayerNorm"), a.Kind);
    }

    private void CheckKind(RecurrentSpec layer)
    {
        switch (layer)
        {
            case RnnSpec rnn:
                CheckCellActivation("Activation", rnn.Activation);
                break;
            case LstmSpec lstm:
                CheckChoice<LstmGates>("Gates");
                CheckCellActivation("GateActivation", lstm.GateActivation);
                CheckCellActivation("Activation", lstm.Activation);
                CheckCellActivation("OutputActivation", lstm.OutputActivation);
                CheckClip("Clip", lstm.Clip);
                CheckClip("CellClip", lstm.CellClip);
                if (lstm.Projection > lstm.Hidden && lstm.Hidden > 0) reports.Add(Rules.ProjectionTooWide, a.PropertyAt("Projection"), a.Kind, lstm.Projection, lstm.Hidden);
                else if (lstm.Projection < 0) reports.Add(Rules.SizeOutOfRange, a.PropertyAt("Projection"), a.Kind, "Projection", lstm.Projection, "0 (none)", lstm.Hidden);
                break;
            case GruSpec gru:
                CheckChoice<GruReset>("Reset");
                CheckCellActivation("GateActivation", gru.GateActivation);
                CheckCellActivation("Activation", gru.Activation);
                CheckClip("Clip", gru.Clip);
                break;
        }
    }

    private void CheckSize(int argument, string what, int value, int most) => CheckSize(a.ArgumentAt(argument), what, value, most);

    private void CheckSize(Location place, string what, int value, int most)
    {
        if (value < 1 || value > most) reports.Add(Rules.SizeOutOfRange, place, a.Kind, what, value, 1, most);
    }

    private void CheckProbability(string what, float value, Location place)
    {
        if (!(value >= 0f && value < 1f)) reports.Add(Rules.DropoutOutOfRange, place, a.Kind, what, Text(value));
    }

    private void CheckClip(string property, float value)
    {
        if (!(value >= 0f && value <= float.MaxValue)) reports.Add(Rules.ClipOutOfRange, a.PropertyAt(property), a.Kind, property, Text(value));
    }

    /// <summary>Reports a property that is set, though it does nothing.</summary>
    public void CheckNoEffect<T>(string property, T @default, string why)
    {
        if (Differs(property, @default)) reports.Add(Rules.NoEffect, a.PropertyAt(property), a.Kind, property, why);
    }

    private bool Differs<T>(string property, T @default) => !EqualityComparer<T>.Default.Equals(a.Property(property, @default), @default);

    private void CheckCellActivation(string property, ActivationSpec activation)
    {
        if (activation.Kind == Activation.Softmax) reports.Add(Rules.SoftmaxInRecurrent, a.PropertyAt(property), a.Kind, property);
        CheckActivation(property, activation);
    }

    /// <summary>Checks a function and its parameters.</summary>
    public void CheckActivation(string property, ActivationSpec activation)
    {
        CheckChoice<Activation>(property);
        if (!Enum.IsDefined(typeof(Activation), activation.Kind)) return;
        string alpha = property + "Alpha", beta = property + "Beta", no = $"{activation.Kind} has no ";
        if (!ActivationSpec.HasAlpha(activation.Kind)) CheckNoEffect(alpha, float.NaN, no + "α");
        if (!ActivationSpec.HasBeta(activation.Kind)) CheckNoEffect(beta, float.NaN, no + "β");
        foreach (string parameter in new[] { alpha, beta })
        {
            if (float.IsInfinity(a.Property(parameter, 0f))) Reject(parameter, "it must be finite");
        }
        switch (activation.Kind)
        {
            // The derivative is computed from the output, which then must tell on which side of 0 the sum was.
            case Activation.LeakyRelu or Activation.Elu when activation.Alpha < 0f:
                Reject(alpha, $"α of {activation.Kind} is at least 0");
                break;
            // Such a function is constant: nothing of the sum is left.
            case Activation.Affine or Activation.HardSigmoid when activation.Alpha == 0f:
                Reject(alpha, $"α of {activation.Kind} is not 0");
                break;
            case Activation.ScaledTanh when activation.Beta == 0f:
                Reject(beta, "β of ScaledTanh is not 0");
                break;
            // The derivative divides by α.
            case Activation.ScaledTanh when activation.Alpha == 0f:
                Reject(alpha, "α of ScaledTanh is not 0");
                break;
        }

        void Reject(string parameter, string limit) => reports.Add(Rules.ActivationParameter, a.PropertyAt(parameter),
            a.Kind, parameter, Text(a.Property(parameter, 0f)), limit);
    }

    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private void CheckName(string? name)
    {
        for (int i = 0; i < (name?.Length ?? 0); i++)
        {
            char c = name![i];
            if (char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
                continue;
            }
            if (!char.IsWhiteSpace(c) && !char.IsControl(c) && !char.IsSurrogate(c)) continue;
            reports.Add(Rules.InvalidName, a.PropertyAt("Name"), a.Kind, $"U+{(int)c:X4}");
            return;
        }
    }
}
