using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Where fields come from.</summary>
internal abstract class FieldSource
{
    public abstract FieldLocation Location { get; }

    public abstract IEnumerable<string> Names { get; }

    /// <summary>How many fields were sent.</summary>
    public abstract int Count { get; }

    /// <summary>Compares names: those of members exactly, those of query parameters as the framework does.</summary>
    public virtual StringComparer Comparer => StringComparer.Ordinal;

    /// <summary>Returns how often a field was sent; more than once is possible in a query string alone, for JSON is refused before.</summary>
    public virtual int TimesSent(string name) => 1;

    /// <summary>The value of a field; false where it was not sent.</summary>
    public abstract bool TryGet(string name, out FieldValue value);
}

/// <summary>A JSON object.</summary>
internal sealed class JsonSource(JsonElement element) : FieldSource
{
    public JsonElement Element => element;

    public override FieldLocation Location => FieldLocation.Body;

    public override IEnumerable<string> Names => element.EnumerateObject().Select(member => member.Name);

    public override int Count => element.GetPropertyCount();

    public override bool TryGet(string name, out FieldValue value)
    {
        var found = element.TryGetProperty(name, out var json);
        value = new FieldValue(json, null);
        return found;
    }
}

/// <summary>
/// A query string. A parameter that is sent twice is read as its values joined by commas, as the framework does, where the contract ignores unknown members;
/// where it refuses them, <see cref="FieldReader"/> refuses such a parameter as well.
/// </summary>
internal sealed class QuerySource(IQueryCollection query) : FieldSource
{
    public override FieldLocation Location => FieldLocation.Query;

    public override IEnumerable<string> Names => query.Keys;

    public override int Count => query.Count;

    public override StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public override int TimesSent(string name) => query[name].Count;

    public override bool TryGet(string name, out FieldValue value)
    {
        var found = query.TryGetValue(name, out var values);
        value = new FieldValue(default, values.ToString());
        return found;
    }
}

/// <summary>A value as it was sent: JSON, or the text of a query parameter.</summary>
/// <param name="Json">The JSON; undefined for a query parameter.</param>
/// <param name="Query">The text; null for JSON.</param>
internal readonly record struct FieldValue(JsonElement Json, string? Query)
{
    public bool IsNull => Query is null && Json.ValueKind == JsonValueKind.Null;

    public bool IsBlank => IsNull || (!BeginsVisibly && TryText(out var text) && string.IsNullOrWhiteSpace(text));

    /// <summary>The type for people, as JSON names it.</summary>
    public string Kind => Query is not null ? "string" : KindOf(Json);

    public bool TryText([NotNullWhen(true)] out string? text)
    {
        text = Query ?? (Json.ValueKind == JsonValueKind.String ? Json.GetString() : null);
        return text is not null;
    }

    public bool TryInteger(out long number)
    {
        if (Query is null)
        {
            return TryWhole(Json, out number);
        }

        return WholeNumberText.TryParseSigned(Query, out number);
    }

    /// <summary>true if JSON has a number here, or the query parameter is written as one; otherwise, false.</summary>
    public bool IsNumber => Query is not null ? DecimalText.TryRead(Query, out _, out _) : Json.ValueKind == JsonValueKind.Number;

    /// <param name="number">The number; not exact where <paramref name="decimals"/> is null.</param>
    /// <param name="decimals">Digits after the point; null where no decimal holds all the digits.</param>
    public bool TryNumber(out decimal number, out int? decimals)
    {
        (number, decimals) = (0, null);
        return (Query is not null || IsNumber) && DecimalText.TryRead(Query ?? Json.GetRawText(), out number, out decimals);
    }

    public bool TryBoolean(out bool value)
    {
        value = Query is not null ? Query is "true" or "1" : Json.ValueKind == JsonValueKind.True;
        return Query is null ? Json.ValueKind is JsonValueKind.True or JsonValueKind.False : Query is "true" or "false" or "1" or "0";
    }

    // Nearly every text does; the others are made only to be looked at.
    private bool BeginsVisibly =>
        Query is null
            && Json.ValueKind == JsonValueKind.String
            && JsonMarshal.GetRawUtf8Value(Json)[1] is > (byte)' ' and < 0x7F and not ((byte)'\\' or (byte)'"');

    private static string KindOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };

    /// <summary>1.0 and 1e2 are whole numbers too (RFC 8259 has one kind of number).</summary>
    private static bool TryWhole(JsonElement json, out long number)
    {
        number = 0;
        if (json.ValueKind != JsonValueKind.Number)
        {
            return false;
        }

        if (json.TryGetInt64(out number))
        {
            return true;
        }

        if (!DecimalText.TryRead(json.GetRawText(), out var whole, out var decimals) || decimals != 0 || whole is < long.MinValue or > long.MaxValue)
        {
            return false;
        }

        number = (long)whole;
        return true;
    }
}
