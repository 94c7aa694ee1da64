using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests;

/// <summary>A wrong declaration leaves the program that uses the model as it was: one mistake is one error.</summary>
public class FallbackTests
{
    private const string Use = """
        class Program
        {
            static void Run<M, T>(M model) where M : class, IStreamingRnnModel<M, T> where T : unmanaged { }

            static void Main()
            {
                var model = Wrong.Create(seed: 1);
                model = Wrong.Load("file");
                model = Wrong.Load(System.IO.Stream.Null);
                model = new Wrong();
                model.Read("file");
                model.Save("file");
                var gradients = new ParameterBuffer(Wrong.Spec);
                Wrong.State state = default, stateGradient = default;
                state.Read("lstm.h_l0", new float[4]);
                state.Write("lstm.h_l0", new float[4]);
                var tape = new Wrong.Tape(10);
                var input = new INPUT[Wrong.InputsPerStep];
                var output = new float[Wrong.OutputSize];
                model.Step(input, ref state, output);
                model.Forward(input, ref state, output);
                model.Forward(input, ref state, output, tape);
                model.Backward(input, tape, output, gradients, default, ref stateGradient);
                model.Parameters.Clear();
                Run<Wrong, INPUT>(model);
                System.Console.WriteLine(Wrong.InputSize / Wrong.ParameterCount);
            }
        }
        """;

    [Theory]
    [InlineData("float", "[RnnModel, Input(0), Lstm(4)] partial class Wrong;")]
    [InlineData("float", "[RnnModel(Output = OutputMode.Max), Input(1), Lstm(-4)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(4, Projection = 9)] partial class Wrong;")]
    [InlineData("float", "[RnnModel] partial class Wrong;")]
    [InlineData("int", "[RnnModel, OneHot(4)] partial class Wrong;")]
    [InlineData("int", "[RnnModel, Embedding(4, 0), Lstm(4)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(4)] partial class Wrong { public Wrong() { } }")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(4)] partial class Wrong { static void Use() { } } [Dense(2)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(4)] partial class Wrong { public struct State { public void Read(string s, float[] x) { } public void Write(string s, float[] x) { } } }")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(none)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm()] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(4, Hidden = 3)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(\"4\")] partial class Wrong;")]
    [InlineData("float", "[RnnModel(Output = OutputMode.Never), Input(1), Lstm(4)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Input(2), Lstm(4)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, RnnModel, Input(1), Lstm(4)] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(4)] partial class Wrong; [RnnModel] partial class Wrong;")]
    [InlineData("float", "[RnnModel, Input(1), Lstm(4, Name = \"\\u2028 int x;\")] partial class Wrong;")]
    public void TheUsersCodeHasNoFurtherError(string input, string declaration) =>
        Assert.Single(Harness.Generate(Harness.Usings + declaration + Use.Replace("INPUT", input)).Diagnostics(),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private const string UseOfPair = """
        class Program
        {
            static void Run<P>(P pair) where P : class, ISeq2SeqModel<P, int, int> { }

            static void Main()
            {
                var pair = P.Create(seed: 1);
                pair = P.Load("file");
                pair.Save("file");
                var gradients = new ParameterBuffer(P.Spec);
                D.State state = default;
                var tape = new P.Tape(5, 5);
                pair.Encode(new[] { 1 }, ref state);
                pair.Decoder.Step(new[] { 1 }, ref state, new float[6]);
                _ = pair.Encoder.Parameters;
                pair.Forward(new[] { 1 }, new[] { 1 }, new float[6]);
                pair.Forward(new[] { 1 }, new[] { 1 }, new float[6], tape);
                pair.Backward(new[] { 1 }, new[] { 1 }, tape, new float[6], gradients);
                pair.Parameters.Clear();
                Run(pair);
                System.Console.WriteLine(P.ParameterCount);
            }
        }
        """;

    [Theory]
    [InlineData("[RnnModel, OneHot(5), Gru(5)] partial class E; [RnnModel, OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(E), typeof(D))] partial class P;")]
    [InlineData("[RnnModel, OneHot(5), Gru(0)] partial class E; [RnnModel, OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(E), typeof(D))] partial class P;")]
    [InlineData("[RnnModel, OneHot(5), Gru(4)] partial class E; [RnnModel(Output = OutputMode.LastStep), OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(E), typeof(D))] partial class P;")]
    [InlineData("[RnnModel, OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(D), typeof(D))] partial class P;")]
    [InlineData("[RnnModel, OneHot(5), Gru(4)] partial class E; [RnnModel, OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(E), typeof(D), Bridge = (Bridge)7)] partial class P;")]
    [InlineData("[RnnModel, OneHot(5), Gru(4)] partial class E; [RnnModel, OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(E), typeof(D))] partial class P { P(int x) { } }")]
    public void TheUsersCodeHasNoFurtherErrorWithAPair(string declaration) =>
        Assert.Single(Harness.Generate(Harness.Usings + declaration + UseOfPair).Diagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    [Theory]
    [InlineData("[Seq2Seq(typeof(E), typeof(D))] partial class P;")]
    [InlineData("[Seq2Seq(typeof(E))] partial class P;")]
    [InlineData("[Seq2Seq] partial class P;")]
    [InlineData("[RnnModel, OneHot(6), Gru(4)] partial class D; [Seq2Seq(typeof(D), typeof(D)), Seq2Seq(typeof(D), typeof(D))] partial struct P;")]
    [InlineData("[RnnModel] struct Wrong;")]
    [InlineData("[RnnModel, Lstm(4)] interface Wrong;")]
    [InlineData("[RnnModel, Input(1), Lstm(4)] partial class Wrong; class Wrong;")]
    public void WhatTheCompilerRefusesIsNotSaidTwice(string source) =>
        Assert.All(Harness.Generate(Harness.Usings + source).Diagnostics(), diagnostic => Assert.StartsWith("CS", diagnostic.Id));

    [Fact]
    public void TheFileNamesTheRule() =>
        Assert.Contains("// RNN105: the declaration has an error", Harness.Generate($"{Harness.Usings}[RnnModel, Input(0), Lstm(4)] partial class M;").File("M.Rnn.g.cs"));
}
