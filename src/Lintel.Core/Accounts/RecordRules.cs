using Lintel.Contracts;

namespace Lintel.Accounts;

/// <summary>Checks the values that keys and accounts share.</summary>
internal static class RecordRules
{
    public const int MaxNameLength = 100;

    private const int MaxAllow = 10_000_000;
    private const int MaxMetadata = 50;
    private const int MaxMetadataName = 40;
    private const int MaxMetadataText = 500;

    /// <summary>A name for people.</summary>
    public static void CheckName(string? name, List<FieldFault> faults)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength))
        {
            faults.Add(
                Fault("name", name.Length > MaxNameLength ? FieldFaultKind.TooLong : FieldFaultKind.TooShort, $"must have 1 to {MaxNameLength} characters"));
        }
    }

    /// <summary>Rate limit policies that admit another number.</summary>
    public static void CheckLimits(IReadOnlyDictionary<string, int>? limits, Contract contract, List<FieldFault> faults)
    {
        foreach (var (name, allow) in limits ?? new Dictionary<string, int>())
        {
            if (!contract.Limits.Any(policy => string.Equals(policy.Name, name, StringComparison.Ordinal)))
            {
                faults.Add(
                    Fault(
                        $"limits.{name}",
                        FieldFaultKind.Unknown,
                        $"is no rate limit policy of {contract.Api}; {Known(contract.Limits.Select(policy => policy.Name))}"));
            }
            else if (allow is < 1 or > MaxAllow)
            {
                faults.Add(Fault($"limits.{name}", allow < 1 ? FieldFaultKind.TooSmall : FieldFaultKind.TooLarge, $"must be from 1 to {MaxAllow}"));
            }
        }
    }

    /// <summary>Names and texts that are kept with a record.</summary>
    public static void CheckMetadata(IReadOnlyDictionary<string, string>? metadata, List<FieldFault> faults)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }

        if (metadata.Count > MaxMetadata)
        {
            faults.Add(Fault("metadata", FieldFaultKind.TooMany, $"must have at most {MaxMetadata} members"));
            return;
        }

        foreach (var (name, text) in metadata)
        {
            if (name.Length is 0 or > MaxMetadataName || name.Any(char.IsControl))
            {
                faults.Add(
                    Fault("metadata", FieldFaultKind.Format, $"must have names of 1 to {MaxMetadataName} characters, none of them a control character"));
            }
            else if (text.Length > MaxMetadataText)
            {
                faults.Add(Fault($"metadata.{name}", FieldFaultKind.TooLong, $"must have at most {MaxMetadataText} characters"));
            }
        }
    }

    /// <summary>The names that a field takes, to follow what is wrong with the one that was sent.</summary>
    public static string Known(IEnumerable<string> names) => names.ToArray() is { Length: > 0 } known ? $"known are {string.Join(", ", known)}" : "it has none";

    /// <summary>The same fault of a field of an item of a list.</summary>
    /// <param name="fault">The fault, as <see cref="Fault"/> makes it.</param>
    /// <param name="place">The path to the item.</param>
    public static FieldFault Within(FieldFault fault, string place)
    {
        var field = $"{place}.{fault.Field}";
        return fault with { Field = field, Problem = Named(field) + fault.Problem[Named(fault.Field).Length..] };
    }

    /// <summary>A fault of a body's field.</summary>
    public static FieldFault Fault(string field, FieldFaultKind kind, string problem) => new(FieldLocation.Body, field, kind, $"{Named(field)} {problem}.");

    private static string Named(string field) => $"Field '{field}'";
}
