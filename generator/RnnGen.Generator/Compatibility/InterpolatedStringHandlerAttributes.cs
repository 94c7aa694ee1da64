namespace System.Runtime.CompilerServices;

/// <summary>Lets netstandard2.0 compile interpolated-string handlers.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
internal sealed class InterpolatedStringHandlerAttribute : Attribute;

/// <summary>Names the arguments that a handler's constructor takes; the empty name is the receiver.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class InterpolatedStringHandlerArgumentAttribute(string argument) : Attribute
{
    public string Argument => argument;
}
