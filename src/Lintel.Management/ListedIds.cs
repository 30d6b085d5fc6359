using Lintel.AspNetCore;

namespace Lintel.Management;

/// <summary>The ids of the records that a list is asked for.</summary>
internal static class ListedIds
{
    /// <summary>The most characters of all ids with the commas between them.</summary>
    public const int Longest = 8000;

    private const int Most = 100;

    /// <summary>Reads the parameter <c>ids</c>; null where it is not there.</summary>
    public static IReadOnlyList<string>? Read(FieldReader fields)
    {
        if (fields.Text("ids", min: 1, max: Longest) is not { } text)
        {
            return null;
        }

        var ids = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length > Most)
        {
            fields.Fault("ids", $"must have at most {Most} ids");
        }

        return ids;
    }
}
