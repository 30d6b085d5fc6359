namespace Lintel.AspNetCore;

/// <summary>The content of an error body that the application wrote by itself and that the contract's envelope replaces.</summary>
/// <param name="Faults">The faults by field; empty for none.</param>
/// <param name="Text">The explanation for the caller; null for none.</param>
internal sealed record ForeignBody(IReadOnlyList<FieldFault> Faults, string? Text)
{
    /// <summary>Nothing was written, or nothing that can be understood.</summary>
    public static ForeignBody Empty { get; } = new([], null);

    /// <summary>The refusal of a request body that the framework could not read; null where it could.</summary>
    public Refusal? Unreadable { get; init; }
}
