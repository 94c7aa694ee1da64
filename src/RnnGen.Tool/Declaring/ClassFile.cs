using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using RnnGen.Formats;

namespace RnnGen.Tool.Declaring;

/// <summary>Writes the C# of an imported network: the declaration, and what else the file says that a program needs.</summary>
internal sealed class ClassFile
{
    private readonly StringBuilder _text = new();
    private readonly ModelClass _class;
    private int _indent;

    private ClassFile(ModelClass @class) => _class = @class;

    /// <summary>The whole file.</summary>
    public static string Write(ModelClass @class)
    {
        var file = new ClassFile(@class);
        file.Write();
        return file._text.ToString();
    }

    private ImportedModel Model => _class.Model;

    private ImportedPart Part => _class.Part;

    private void Write()
    {
        Line("using RnnGen;");
        Line("");
        if (_class.Namespace is { } name)
        {
            Line($"namespace {name};");
            Line("");
        }
        Summary();
        foreach (string attribute in AttributeLines.Of(Part.Spec)) Line(attribute);
        List<Action> members = [.. Members()];
        Line($"public sealed partial class {_class.Name}{(members.Count == 0 ? ";" : "")}");
        if (members.Count == 0) return;
        Line("{");
        _indent++;
        for (int i = 0; i < members.Count; i++)
        {
            if (i > 0) Line("");
            members[i]();
        }
        _indent--;
        Line("}");
    }

    private void Summary()
    {
        var topology = new Topology(Part.Spec);
        string reads = Part.Spec.ReadsTokens ? Count(topology.InputsPerStep, "token") : Count(topology.InputSize, "value");
        Line($"/// <summary>{Escape(Title())}: reads {reads} a step, gives {topology.OutputSize}; {new ParameterLayout(topology).ParameterCount:N0} parameters.</summary>");
        Line("/// <remarks>");
        foreach (string sentence in Remarks()) Line($"/// <para>{Escape(sentence)}</para>");
        Line("/// </remarks>");
        Line("/// <example><code>");
        foreach (string line in Example(topology)) Line($"/// {Escape(line)}");
        Line("/// </code></example>");
    }

    private string Title()
    {
        string part = Part.Name.Length == 0 ? "" : $", part '{Part.Name}'";
        return $"{Model.Metadata.Name ?? _class.Name}, imported from {_class.Source}{part}";
    }

    private IEnumerable<string> Remarks()
    {
        ModelMetadata about = Model.Metadata;
        if (about.Author is { } author) yield return $"Author: {author}.";
        if (about.License is { } license) yield return $"Licence: {license}.";
        if (about.SampleRate is { } rate) yield return string.Create(CultureInfo.InvariantCulture, $"Made for {rate:0.###} samples a second.");
        if (Model.Parts.Count > 1) yield return Part.Reads.Count == 0 ? "Nothing in the file joins it to the other parts." : $"Reads, side by side: {string.Join(", ", Part.Reads)}.";
        if (Model.Parts.Count > 1)
        {
            yield return $"The model's output is that of {string.Join(", ", Model.Outputs)}.";
            if (Model.InputGainDecibels != 0 || Model.OutputGainDecibels != 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"Around the whole model: {Model.InputGainDecibels:0.###} dB before, {Model.OutputGainDecibels:0.###} dB behind.");
            }
        }
        foreach (string sentence in Model.Assumed) yield return $"Assumed: {sentence}";
        yield return $"The parameters are in {_class.WeightsFile}.";
    }

    private IEnumerable<string> Example(Topology topology)
    {
        ModelSpec spec = Part.Spec;
        bool steps = spec.RunsForward && spec.Output is OutputMode.EveryStep or OutputMode.LastStep;
        yield return $"{_class.Name} model = {_class.Name}.Load(\"{_class.WeightsFile}\");";
        yield return HasInitialState ? $"{_class.Name}.State state = {_class.Name}.InitialState();" : $"{_class.Name}.State state = default;";
        if (!steps) yield return "model.Forward(inputs, ref state, outputs);";
        else if (HasGain) yield return $"input[0] *= {_class.Name}.InputGain;";
        if (steps) yield return spec.ReadsTokens && topology.InputsPerStep == 1 ? "model.Step(token, ref state, output);" : "model.Step(input, ref state, output);";
        if (steps && HasGain) yield return $"foreach (ref float y in output) y *= {_class.Name}.OutputGain;";
    }

    private bool HasInitialState => Part.InitialState.Count > 0;

    // Around a whole model of several networks; none of them has it alone.
    private bool HasGain => Model.Parts.Count == 1 && (Model.InputGainDecibels != 0 || Model.OutputGainDecibels != 0);

    private IEnumerable<Action> Members()
    {
        if (HasGain)
        {
            yield return () => Constant("InputGain", Model.InputGain, Model.InputGainDecibels, "The factor of the first input of each step");
            yield return () => Constant("OutputGain", Model.OutputGain, Model.OutputGainDecibels, "The factor of the outputs");
        }
        if (Model.Metadata.SampleRate is { } rate && double.IsInteger(rate) && rate is > 0 and <= int.MaxValue)
        {
            yield return () =>
            {
                Line("/// <summary>Samples a second of the audio that the model was made for.</summary>");
                Line($"public const int SampleRate = {rate.ToString("0", CultureInfo.InvariantCulture)};");
            };
        }
        if (Model.Metadata.Vocabulary is { } vocabulary) yield return () => Vocabulary(vocabulary);
        if (HasInitialState) yield return InitialState;
    }

    private void Constant(string name, double value, double decibels, string summary)
    {
        Line(string.Create(CultureInfo.InvariantCulture, $"/// <summary>{summary}: {decibels:0.###} dB.</summary>"));
        Line($"public const float {name} = {Literal((float)value)};");
    }

    private void Vocabulary(IReadOnlyList<string> words)
    {
        Line("/// <summary>What the ids of the tokens stand for, from 0.</summary>");
        Line("public static global::System.Collections.Generic.IReadOnlyList<string> Vocabulary { get; } =");
        List(words.Select(word => SymbolDisplay.FormatLiteral(word, quote: true)));
    }

    private void InitialState()
    {
        Line("/// <summary>The state that the file begins with.</summary>");
        Line("public static State InitialState()");
        Line("{");
        _indent++;
        Line("State state = default;");
        foreach ((string slot, IReadOnlyList<float> values) in Part.InitialState)
        {
            Line($"state.Write({SymbolDisplay.FormatLiteral(slot, quote: true)}, new float[]");
            Braces(values.Select(Literal), ");");
        }
        Line("return state;");
        _indent--;
        Line("}");
    }

    private void List(IEnumerable<string> items)
    {
        _indent++;
        Line("new string[]");
        Braces(items, ";");
        _indent--;
    }

    /// <summary>Items between braces, as many in a line as 120 characters take.</summary>
    private void Braces(IEnumerable<string> items, string end)
    {
        Line("{");
        _indent++;
        var line = new StringBuilder();
        foreach (string item in items)
        {
            if (line.Length > 0 && line.Length + item.Length > 120)
            {
                Line(line.ToString().TrimEnd());
                line.Clear();
            }
            line.Append(item).Append(", ");
        }
        if (line.Length > 0) Line(line.ToString().TrimEnd());
        _indent--;
        Line("}" + end);
    }

    private void Line(string text) => _text.Append(' ', text.Length == 0 ? 0 : 4 * _indent).Append(text).Append('\n');

    private static string Literal(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";

    private static string Count(int count, string noun) => count == 1 ? $"a {noun}" : $"{count} {noun}s";

    /// <summary>For an XML comment. What ends a line for the compiler, also U+2028 and U+2029, would end the comment, and a file's text would be code.</summary>
    private static string Escape(string text)
    {
        string line = PlainText.OneLine(text);
        return line.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
    }
}
