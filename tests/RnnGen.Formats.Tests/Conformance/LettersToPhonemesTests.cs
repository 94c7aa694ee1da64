using System.Text.Json;
using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Conformance;

/// <summary>g2p_en: two networks in one file, joined at the state.</summary>
public class LettersToPhonemesTests
{
    [SharedFact]
    public void AllWordsAreSpokenAsTheyShould()
    {
        string folder = SharedData.PathOf("models", "g2p_en");
        ImportedModel model = ModelImport.Read(Path.Combine(folder, "g2p_en_checkpoint20.safetensors"),
            new SpecPart("encoder", new ModelSpec(new EmbeddingSpec(29, 256) { Name = "enc_emb" }, new GruSpec(256) { Name = "enc" })),
            new SpecPart("decoder", new ModelSpec(new EmbeddingSpec(74, 256) { Name = "dec_emb" }, new GruSpec(256) { Name = "dec" }, new DenseSpec(74) { Name = "fc" })));
        string[] letters = Symbols("graphemes"), phonemes = Symbols("phonemes");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        int words = 0;
        foreach (JsonElement item in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            string word = item.GetProperty("word").GetString()!;
            int[] tokens = [.. word.Select(letter => Array.IndexOf(letters, letter.ToString())), Array.IndexOf(letters, "</s>")];
            Assert.Equal(item.GetProperty("phonemes").EnumerateArray().Select(phoneme => phoneme.GetString()!), Speak(model, tokens, phonemes));
            words++;
        }
        Assert.Equal(12, words);

        string[] Symbols(string key) => JsonSerializer.Deserialize<string[]>(model.Metadata.Find(key)!)!;
    }

    /// <summary>The most probable phoneme at each step, until the end or 20 of them.</summary>
    private static List<string> Speak(ImportedModel model, int[] letters, string[] phonemes)
    {
        ReferenceNetwork encoder = model.Parts[0].Network, decoder = model.Parts[1].Network;
        ReferenceTensors state = decoder.NewState();
        encoder.Forward(letters).FinalState["enc.h_l0"].CopyTo(state["dec.h_l0"], 0);
        var spoken = new List<string>();
        for (int token = Array.IndexOf(phonemes, "<s>"); spoken.Count < 20;)
        {
            ReferenceRun run = decoder.Forward([token], state);
            state = run.FinalState;
            token = Array.IndexOf(run.Outputs, run.Outputs.Max());
            if (phonemes[token] == "</s>") break;
            spoken.Add(phonemes[token]);
        }
        return spoken;
    }
}
