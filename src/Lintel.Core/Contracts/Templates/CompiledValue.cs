namespace Lintel.Contracts;

/// <summary>A value of an envelope that was compiled for a definition.</summary>
/// <param name="Content">The value.</param>
/// <param name="Presence">Pieces of which one must have something to say; null where there always is something, and empty where there never is.</param>
internal sealed record CompiledValue(TemplateBuilder Content, TemplatePart[]? Presence)
{
    /// <summary>true if there never is anything to say.</summary>
    public bool IsNever => Presence is [];

    /// <summary>A value that is always there.</summary>
    public static CompiledValue Always(TemplateBuilder content) => new(content, null);

    /// <summary>A value that is never there.</summary>
    public static CompiledValue Never(TemplateBuilder content) => new(content, []);
}

/// <summary>The thing that <c>$fault</c> stands for.</summary>
internal enum FaultScope
{
    /// <summary>Nothing: the value stands outside <c>$each</c>.</summary>
    None,

    /// <summary>The fault that is being written.</summary>
    Fault,

    /// <summary>The error itself, where it has no faults.</summary>
    Itself,
}
