using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RnnGen.Generator.Parsing;

/// <summary>Whether a class can take what is generated.</summary>
internal sealed class TypeChecks(INamedTypeSymbol type, IReadOnlyList<string> generatedNames, Reports reports, CancellationToken cancellation)
{
    /// <summary>Every name that the generated part of a model declares.</summary>
    public static readonly IReadOnlyList<string> NamesOfModel =
    [
        "InputSize", "InputsPerStep", "OutputSize", "ParameterCount", "Spec", "Create", "Load", "Read", "Save",
        "Parameters", "State", "Tape", "Streams", "Step", "StepMany", "Forward", "Backward", "Reserve",
    ];

    /// <summary>What a model declares besides whose steps read a smaller copy of the weights.</summary>
    public static readonly IReadOnlyList<string> NamesOfStorage = ["Quantize", "Dequantize", "_storedWeights"];

    /// <summary>Every name that the generated part of a pair declares.</summary>
    public static readonly IReadOnlyList<string> NamesOfPair =
    [
        "ParameterCount", "Spec", "Create", "Load", "Read", "Save", "Parameters", "Encoder", "Decoder", "Tape", "Encode", "Forward", "Backward",
    ];

    /// <summary>Checks that a second part of the class can be written at all.</summary>
    public bool CanBeExtended()
    {
        bool can = CheckShape(type, Rules.NotPartial, type.Name);
        foreach (INamedTypeSymbol container in TypeNames.ContainersOf(type))
        {
            can &= CheckShape(container, Rules.ContainerNotPartial, type.Name, container.Name);
        }
        if (type.IsRecord) can = Fail(Rules.Record, IdentifierOf(type), type.Name);
        if (type.IsStatic) can = Fail(Rules.StaticOrAbstract, ModifierOf(SyntaxKind.StaticKeyword), type.Name, "static");
        return can;
    }

    /// <summary>Checks what would get in the generated part's way; gives the names that it must leave out.</summary>
    public List<string> CheckMembers()
    {
        var taken = new List<string>();
        if (type.IsAbstract) Fail(Rules.StaticOrAbstract, ModifierOf(SyntaxKind.AbstractKeyword), type.Name, "abstract");
        if (type.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } @base)
        {
            Fail(Rules.BaseClass, BaseOf(@base), type.Name, @base.Name);
        }
        if (generatedNames.Contains(type.Name))
        {
            Fail(Rules.ClassNamedLikeMember, IdentifierOf(type), type.Name);
            taken.Add(type.Name);
        }
        foreach (ISymbol member in type.GetMembers().Where(IsUsers))
        {
            if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) Fail(Rules.RequiredMember, PlaceOf(member), member.Name);
            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
            {
                bool isPrimary = constructor.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is TypeDeclarationSyntax;
                Fail(Rules.OwnConstructor, PlaceOf(constructor), type.Name);
                if (isPrimary || constructor.Parameters.IsEmpty) taken.Add(".ctor");
            }
            else if (generatedNames.Contains(member.Name))
            {
                Fail(Rules.NameTaken, PlaceOf(member), member.Name);
                taken.Add(member.Name);
                // The public members need a public type of that name.
                if (member is not INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public, Arity: 0 } && member.Name is ("State" or "Tape" or "Streams")) taken.AddRange(["Streams", "Step", "StepMany", "Forward", "Backward"]);
            }
        }
        return taken;
    }

    private bool CheckShape(INamedTypeSymbol shape, DiagnosticDescriptor notPartial, params object[] names)
    {
        bool can = true;
        List<TypeDeclarationSyntax> parts = PartsOf(shape).ToList();
        if (parts.Any(part => !part.Modifiers.Any(SyntaxKind.PartialKeyword)))
        {
            // Among several parts, one that is not partial is the compiler's error.
            if (parts.Count > 1) reports.CompilerSaysIt();
            else reports.Add(notPartial, IdentifierOf(shape), names);
            can = false;
        }
        if (shape.TypeParameters.Length > 0)
        {
            Location place = parts.Select(part => part.TypeParameterList).FirstOrDefault(list => list is not null)?.GetLocation() ?? IdentifierOf(shape);
            can = Fail(Rules.Generic, place, shape.Name);
        }
        if (shape.IsFileLocal) can = Fail(Rules.FileLocal, IdentifierOf(shape), shape.Name);
        return can;
    }

    private bool Fail(DiagnosticDescriptor rule, Location place, params object[] arguments)
    {
        reports.Add(rule, place, arguments);
        return false;
    }

    /// <summary>The analyzer sees the class with the generated part: its members are no one's mistake.</summary>
    private bool IsUsers(ISymbol member) => !member.IsImplicitlyDeclared
        && member.DeclaringSyntaxReferences.Length > 0
        && !member.DeclaringSyntaxReferences.Any(reference => IsGenerated(reference.SyntaxTree));

    private static bool IsGenerated(SyntaxTree tree) => tree.FilePath.Contains(typeof(RnnGenerator).FullName);

    private IEnumerable<TypeDeclarationSyntax> PartsOf(INamedTypeSymbol symbol) => symbol.DeclaringSyntaxReferences
        .Where(reference => !IsGenerated(reference.SyntaxTree))
        .Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>();

    private Location IdentifierOf(INamedTypeSymbol symbol) => PartsOf(symbol).FirstOrDefault()?.Identifier.GetLocation() ?? Location.None;

    private Location ModifierOf(SyntaxKind kind) => PartsOf(type).SelectMany(part => part.Modifiers)
        .Where(token => token.IsKind(kind)).Select(token => token.GetLocation()).FirstOrDefault() ?? IdentifierOf(type);

    /// <summary>The first entry of a base list, where C# wants the base class.</summary>
    private Location BaseOf(INamedTypeSymbol @base) => PartsOf(type).SelectMany(part => part.BaseList?.Types ?? [])
        .FirstOrDefault(entry => entry.Type.ToString().Contains(@base.Name))?.GetLocation() ?? IdentifierOf(type);

    private static Location PlaceOf(ISymbol member) => member.Locations.FirstOrDefault() ?? Location.None;
}
