using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Lintel.Idempotency;

/// <summary>
/// A refusal of an operation as it is kept. The contract answers it anew each time, so that the body has the id of the request that it is sent for.
/// </summary>
/// <param name="Condition">The condition's name; null for a code.</param>
/// <param name="Code">The operation's own code; null for a condition.</param>
/// <param name="Arguments">The arguments, by their names.</param>
/// <param name="Faults">The faults of fields.</param>
/// <param name="Status">The status that the application has set; null for the definition's own.</param>
/// <param name="RetryAfter">Whole seconds to wait; null for none.</param>
internal sealed record KeptRefusal(
    string? Condition, string? Code, IReadOnlyList<KeyValuePair<string, JsonElement>> Arguments, IReadOnlyList<FieldFault> Faults, int? Status, int? RetryAfter)
{
    private const string HttpPrefix = "http.";

    public static KeptRefusal Of(Refusal refusal) => new(
        refusal.Condition?.Name,
        refusal.Code,
        [.. refusal.Arguments.Select(argument => KeyValuePair.Create(argument.Name, Keep(argument.Value)))],
        [.. refusal.Faults.Select(fault => fault.Value is null ? fault : fault with { Value = Keep(fault.Value) })],
        refusal.Status,
        refusal.RetryAfter);

    public Refusal ToRefusal()
    {
        var refusal = Code is null
            ? Refusal.For(Find(), [.. Arguments.Select(argument => new RefusalArgument(argument.Key, Tell(argument.Value)))])
            : Refusal.WithCode(Code, [.. Arguments.Select(argument => (argument.Key, Tell(argument.Value)))]);
        refusal = Faults.Count == 0
            ? refusal
            : refusal.WithFaults([.. Faults.Select(fault => fault.Value is JsonElement value ? fault with { Value = Tell(value) } : fault)]);
        refusal = Status is { } status ? refusal.KeepStatus(status) : refusal;
        return RetryAfter is { } seconds ? refusal.RetryIn(seconds) : refusal;
    }

    private Condition Find()
    {
        if (Lintel.Condition.TryParse(Condition ?? string.Empty, out var condition))
        {
            return condition;
        }

        return Condition?.StartsWith(HttpPrefix, StringComparison.Ordinal) == true
            && WholeNumberText.TryParse(Condition.AsSpan(HttpPrefix.Length), out int status)
            ? Lintel.Condition.Http(status)
            : throw new CryptographicException($"A kept answer has the condition {Condition}, which is not known.");
    }

    // Other objects are told as their text, as in messages.
    private static JsonElement Keep(object? value) => value switch
    {
        null or bool or sbyte or byte or short or ushort or int or uint or long or ulong or decimal or string => JsonSerializer.SerializeToElement(value),
        double number when double.IsFinite(number) => JsonSerializer.SerializeToElement(number),
        float number when float.IsFinite(number) => JsonSerializer.SerializeToElement((double)number),
        IReadOnlyList<string> texts => JsonSerializer.SerializeToElement(texts),
        _ => JsonSerializer.SerializeToElement(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static object? Tell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number when value.TryGetUInt64(out var large) => large,
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(item => item.GetString()!).ToArray(),
        _ => value.GetString(),
    };
}
