using System.Net;
using System.Net.Sockets;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>
/// Fields that several requests have, for bodies that are read field by field. In a change, null takes a value away and a field that was not sent leaves it;
/// in a type, both are null.
/// </summary>
internal static class FieldReaderExtensions
{
    public const int MaximumComment = 64;
    public const int MaximumClientId = 128;

    private const int MaximumAddress = 15;
    private const int MaximumLevels = 100;

    /// <summary>A text that null takes away.</summary>
    public static Sent<string> Nullable(this FieldReader fields, string name, int max, int min = 0)
    {
        if (fields.IsNull(name))
        {
            return new Sent<string>(true, null);
        }

        return fields.Text(name, min: min, max: max) is { } text ? new Sent<string>(true, text) : default;
    }

    public static Sent<string> Comment(this FieldReader fields) => fields.Nullable("comment", MaximumComment);

    public static Sent<string> ClientId(this FieldReader fields) => fields.Nullable("clientId", MaximumClientId, min: 1);

    /// <summary>An IPv4 address, written with four numbers and no leading zeros.</summary>
    public static Sent<string> IpAddress(this FieldReader fields)
    {
        if (fields.IsNull("ipAddress"))
        {
            return new Sent<string>(true, null);
        }

        if (fields.Text("ipAddress", max: MaximumAddress) is not { } text)
        {
            return default;
        }

        // The framework also reads 010.0.0.1 as 8.0.0.1, and 10 as 0.0.0.10.
        if (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text)
        {
            return new Sent<string>(true, text);
        }

        fields.Fault("ipAddress", FieldFaultKind.Format, ("expected", "an IPv4 address"));
        return default;
    }

    /// <summary>The names of license levels, each once.</summary>
    public static IReadOnlyList<string>? Levels(this FieldReader fields, bool required = false, int min = 0)
    {
        var levels = fields.Texts("levels", required, min, MaximumLevels, LevelNamesAttribute.MaximumLength);
        if (levels is not null && levels.Any(level => level.Length == 0))
        {
            fields.Fault("levels", "must not be empty");
        }

        return levels?.Distinct(StringComparer.Ordinal).ToArray();
    }

    /// <summary>A fault where none of these fields was sent.</summary>
    public static void NeedOneOf(this FieldReader fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (fields.Has(name) || fields.IsNull(name))
            {
                return;
            }
        }

        fields.Fault(names[0], "or another field must be sent");
    }
}
