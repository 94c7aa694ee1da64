namespace RnnGen.Formats;

/// <summary>Puts a graph that was run on labels into a model with bindings.</summary>
internal sealed class OnnxNetworkBuilder(OnnxFile file, OnnxGraphRun run)
{
    private readonly OnnxLayers _layers = run.Layers;
    private readonly List<string> _assumed = [.. run.Layers.Notes];

    /// <summary>The model.</summary>
    public OnnxNetwork Build()
    {
        foreach ((string name, OnnxValue value) in run.Outputs)
        {
            if (value is not OnnxLabels { Count: > 0 }) throw Wrong($"output '{name}' {value.ShapeText} does not depend on the network's values");
        }
        IReadOnlyList<OnnxStage> ends = Ends();
        var assembler = new OnnxAssembler(file, _layers, ends);
        (int steps, int batch) = Sequence(assembler);
        OutputMode[] modes = Modes(assembler, ends, steps, batch);
        RequireSameLengths();
        ParameterBuffer[] parameters = [.. assembler.Parts.Select((part, i) => part.Build(modes[i]))];
        Slots slots = SlotsOf(assembler, parameters);

        OnnxBinding[] inputs = [.. file.Graph.Inputs.Select(port => InputOf(port, assembler, slots, steps, batch)).OfType<OnnxBinding>()];
        OnnxBinding[] outputs = [.. run.Outputs.Select(output => OutputOf(output.Name, (OnnxLabels)output.Value, ends, slots, steps, batch))];
        return new OnnxNetwork(Model(assembler, parameters, slots, inputs, outputs), inputs, outputs);
    }

    /// <summary>The stages that the graph's outputs show, apart from states. Where there are states only, h of the last layer.</summary>
    private IReadOnlyList<OnnxStage> Ends()
    {
        List<OnnxStage> all = [.. run.Outputs.SelectMany(output => ((OnnxLabels)output.Value).Elements).Select(label => label.Stage).Distinct().Select(index => _layers.Stages[index])];
        if (all.FirstOrDefault(stage => stage.Operation is InputOperation) is { } input) throw Wrong($"{input.What} is also an output");
        OnnxStage[] ends = [.. all.Where(stage => stage.Operation is not StateOperation)];
        if (ends.Length > 0) return ends;
        OnnxStage? last = _layers.Stages.LastOrDefault(stage => stage.Operation is CellOperation);
        return [_layers.Stages.First(stage => stage.Operation is StateOperation { IsCell: false } && stage.Reads[0] == last)];
    }

    /// <summary>The length and number of sequences. Without a recurrent layer every row stands alone; then the first axis counts as time.</summary>
    private (int Steps, int Batch) Sequence(OnnxAssembler assembler)
    {
        if (_layers.Shape is { } shape) return shape;
        int rows = 0, steps = 1;
        foreach (OnnxStage stage in assembler.Parts.SelectMany(part => part.Reads).SelectMany(read => read.Operation is TableOperation ? read.Reads : [read]))
        {
            if (stage.Operation is not InputOperation input) continue;
            rows = input.Shape.Aggregate(1, (a, b) => a * b) / (input.IsToken ? 1 : stage.Width);
            steps = rows > 1 ? input.Shape[0] : 1;
            input.Steps = [.. Enumerable.Range(0, rows)];
        }
        return (steps, rows / steps);
    }

    private OutputMode[] Modes(OnnxAssembler assembler, IReadOnlyList<OnnxStage> ends, int steps, int batch)
    {
        OutputMode[] modes = [.. assembler.Parts.Select(part => part.Output)];
        for (int e = 0; e < ends.Count; e++)
        {
            int part = assembler.Ends[e];
            if (modes[part] != OutputMode.EveryStep || steps == 1) continue;
            Label[] shown = [.. run.Outputs.SelectMany(output => ((OnnxLabels)output.Value).Elements).Where(label => label.Stage == ends[e].Index)];
            if (_layers.Shape is not null && shown.All(label => label.Row / batch == steps - 1))
            {
                if (_layers.Stages.Any(stage => stage.Operation is CellOperation { Lengths: not null })) throw Wrong("an output is the last step's, which sequences with lengths of their own do not reach");
                modes[part] = OutputMode.LastStep;
            }
        }
        if (assembler.Parts.Count > 1 && modes.Any(mode => mode != OutputMode.EveryStep)) throw Wrong("the graph branches, and one of its branches gives one output for a sequence");
        return modes;
    }

    /// <summary>Lengths hold for all recurrent layers or for none: RnnGen gives each sequence its own length.</summary>
    private void RequireSameLengths()
    {
        OnnxStage[] cells = [.. _layers.Stages.Where(stage => stage.Operation is CellOperation)];
        OnnxStage? lengths = cells.Select(stage => ((CellOperation)stage.Operation).Lengths).FirstOrDefault(stage => stage is not null);
        if (cells.FirstOrDefault(stage => ((CellOperation)stage.Operation).Lengths != lengths) is { } other) throw _layers.Refuse(other, "its sequence_lens are others than those of the other recurrent layers");
    }

    private sealed class Slots
    {
        public List<OnnxSlot> All { get; } = [];
        public Dictionary<(OnnxStage Cells, int Direction, bool IsCell), int> Index { get; } = [];
    }

    private static Slots SlotsOf(OnnxAssembler assembler, ParameterBuffer[] parameters)
    {
        var slots = new Slots();
        for (int p = 0; p < parameters.Length; p++)
        {
            foreach ((OnnxStage cells, int direction, bool isCell, string slot) in assembler.Parts[p].SlotsOf((ModelSpec)parameters[p].Spec))
            {
                slots.Index.Add((cells, direction, isCell), slots.All.Count);
                slots.All.Add(new OnnxSlot(p, slot));
            }
        }
        return slots;
    }

    private OnnxBinding? InputOf(OnnxPort port, OnnxAssembler assembler, Slots slots, int steps, int batch)
    {
        OnnxStage? stage = _layers.Stages.FirstOrDefault(stage => stage.Operation is InputOperation input && ReferenceEquals(input.Port, port));
        if (stage is null) return null;
        var operation = (InputOperation)stage.Operation;
        int count = operation.Shape.Aggregate(1, (a, b) => a * b);
        var finder = new OnnxBindingFinder(steps, batch, why => Wrong($"{stage.What}: {why}"));
        var elements = new OnnxElement?[count];
        OnnxRole role = OnnxRole.Unused;
        Assign(stage, operation, assembler, batch, elements, ref role);
        AssignStates(stage, slots, elements, ref role);
        if (_layers.Stages.Any(other => other.Operation is CellOperation { Lengths: { } lengths } && lengths == stage))
        {
            for (int n = 0; n < count; n++) Set(stage, elements, n, new OnnxElement(0, n, 0, 0), OnnxRole.Lengths, ref role);
        }
        if (role == OnnxRole.Unused)
        {
            _assumed.Add($"No output depends on the input '{port.Name}'.");
            return new OnnxBinding(port.Name, role, default, default, default, 0, false);
        }
        if (Array.IndexOf(elements, null) >= 0) throw Wrong($"{stage.What}: a part of it has no place in the network");
        return finder.Find(port.Name, role, operation.Shape, [.. elements.Select(element => element!.Value)], role == OnnxRole.State ? slots.All : []);
    }

    /// <summary>The input as what the first layers read: each part that reads the model's input reads all of it.</summary>
    private void Assign(OnnxStage stage, InputOperation operation, OnnxAssembler assembler, int batch, OnnxElement?[] elements, ref OnnxRole role)
    {
        int feature = -1;
        foreach (OnnxPart part in assembler.Parts)
        {
            int offset = 0, own = -1;
            foreach (OnnxStage read in part.Reads)
            {
                bool isTable = read.Operation is TableOperation;
                if (isTable ? read.Reads[0] == stage : read == stage)
                {
                    if (own >= 0) throw Wrong($"{stage.What} is read twice, side by side");
                    own = offset;
                }
                offset += isTable ? 1 : read.Operation is InputOperation ? read.Width : 0;
            }
            if (own < 0) continue;
            if (feature >= 0 && feature != own) throw Wrong($"{stage.What} stands at different places of what two parts of the network read");
            feature = own;
        }
        if (feature < 0) return;
        int width = operation.IsToken ? 1 : stage.Width;
        for (int i = 0; i < elements.Length; i++)
        {
            int step = operation.Steps![i / width];
            Set(stage, elements, i, new OnnxElement(step / batch, step % batch, 0, feature + i % width), operation.IsToken ? OnnxRole.Tokens : OnnxRole.Input, ref role);
        }
    }

    private void AssignStates(OnnxStage stage, Slots slots, OnnxElement?[] elements, ref OnnxRole role)
    {
        int width = stage.Width;
        foreach (OnnxStage cells in _layers.Stages)
        {
            if (cells.Operation is not CellOperation operation) continue;
            foreach ((OnnxInitialState?[] states, bool isCell) in new[] { (operation.InitialH, false), (operation.InitialC, true) })
            {
                for (int d = 0; d < states.Length; d++)
                {
                    if (states[d]?.Labels is not { } labels || labels[0].Stage != stage.Index) continue;
                    if (labels.Any(label => label.Stage != stage.Index)) throw _layers.Refuse(cells, "an initial state is taken from several inputs");
                    int hidden = operation.Cells.Spec.Hidden, slot = slots.Index[(cells, d, isCell)];
                    for (int i = 0; i < labels.Length; i++)
                    {
                        Set(stage, elements, labels[i].Row * width + labels[i].Feature, new OnnxElement(0, i / hidden, slot, i % hidden), OnnxRole.State, ref role);
                    }
                }
            }
        }
    }

    private void Set(OnnxStage stage, OnnxElement?[] elements, int place, OnnxElement element, OnnxRole as_, ref OnnxRole role)
    {
        if (elements[place] is not null || role != OnnxRole.Unused && role != as_) throw Wrong($"{stage.What} is used for two things");
        (elements[place], role) = (element, as_);
    }

    private OnnxBinding OutputOf(string name, OnnxLabels labels, IReadOnlyList<OnnxStage> ends, Slots slots, int steps, int batch)
    {
        var finder = new OnnxBindingFinder(steps, batch, why => Wrong($"output '{name}': {why}"));
        bool isState = _layers.Stages[labels.Elements[0].Stage].Operation is StateOperation && ends.All(end => end.Index != labels.Elements[0].Stage);
        var offsets = new Dictionary<int, int>();
        int width = 0;
        foreach (OnnxStage end in ends)
        {
            offsets.Add(end.Index, width);
            width += end.Width;
        }
        OnnxElement[] elements = [.. labels.Elements.Select(label =>
        {
            OnnxStage stage = _layers.Stages[label.Stage];
            if (isState != (stage.Operation is StateOperation && !offsets.ContainsKey(label.Stage))) throw Wrong($"output '{name}' mixes states with outputs");
            if (isState)
            {
                int hidden = ((CellOperation)stage.Reads[0].Operation).Cells.Spec.Hidden;
                int slot = slots.Index[(stage.Reads[0], label.Feature / hidden, ((StateOperation)stage.Operation).IsCell)];
                return new OnnxElement(0, label.Row, slot, label.Feature % hidden);
            }
            return new OnnxElement(label.Row / batch, label.Row % batch, 0, offsets[label.Stage] + label.Feature);
        })];
        return finder.Find(name, isState ? OnnxRole.State : OnnxRole.Output, labels.Shape, elements, isState ? slots.All : []);
    }

    private ImportedModel Model(OnnxAssembler assembler, ParameterBuffer[] parameters, Slots slots, OnnxBinding[] inputs, OnnxBinding[] outputs)
    {
        bool isOne = parameters.Length == 1;
        string NameOf(int part) => isOne ? "" : $"part{part + 1}";
        var parts = new ImportedPart[parameters.Length];
        for (int p = 0; p < parts.Length; p++)
        {
            OnnxPart part = assembler.Parts[p];
            if (!isOne && part.Reads.Count(read => read.Operation is InputOperation or TableOperation) > 1) throw Wrong("the graph branches, and has several inputs");
            Queue<int> others = new(part.ReadsParts);
            parts[p] = new ImportedPart(parameters[p])
            {
                Name = NameOf(p),
                Reads = isOne ? [ImportedPart.ModelInput]
                    : [.. part.Reads.Select(read => read.Operation is InputOperation or TableOperation ? ImportedPart.ModelInput : NameOf(others.Dequeue()))],
                InitialState = InitialState(p, slots),
            };
        }
        ModelMetadata metadata = OnnxWriter.MetadataOf(file.Metadata, Wrong);
        var other = new Dictionary<string, string>(metadata.Other);
        Dictionary<string, string> ports = inputs.Select(binding => (Key: $"onnx.input.{binding.Name}", Value: $"{binding.Role} {binding}"))
            .Concat(outputs.Select(binding => (Key: $"onnx.output.{binding.Name}", Value: $"{binding.Role} {binding}"))).ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach ((string key, string json) in ModelMetadata.FromTexts(ports)) other[key] = json;
        return new ImportedModel(parts)
        {
            InputGainDecibels = OnnxWriter.DecibelsOf(file.Metadata, "inputGain", assembler.Parts[0].InputGain, Wrong),
            OutputGainDecibels = OnnxWriter.DecibelsOf(file.Metadata, "outputGain", assembler.Parts[0].OutputGain, Wrong),
            Format = ModelFormat.Onnx, Outputs = [.. assembler.Ends.Distinct().Select(NameOf)], Metadata = metadata with { Other = other }, Assumed = _assumed,
        };
    }

    private Dictionary<string, IReadOnlyList<float>> InitialState(int part, Slots slots)
    {
        var initial = new Dictionary<string, IReadOnlyList<float>>();
        foreach (((OnnxStage cells, int direction, bool isCell), int index) in slots.Index)
        {
            var operation = (CellOperation)cells.Operation;
            if (slots.All[index].Part == part && (isCell ? operation.InitialC : operation.InitialH)[direction]?.Values is { } values) initial.Add(slots.All[index].Name, values);
        }
        return initial;
    }

    private ModelFormatException Wrong(string why) => new($"{file.Source}: {why}.");
}
