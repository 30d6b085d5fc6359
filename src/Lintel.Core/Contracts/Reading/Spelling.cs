namespace Lintel.Contracts;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class Spelling
{
    private const int LongestName = 64;

    /// <summary>"Did you mean 'x'?", or another sentence where no name is near.</summary>
    public static string Suggest(string written, IEnumerable<string> known, string otherwise)
    {
        var nearest = Nearest(written, known);
        return nearest is null ? otherwise : $"Did you mean '{nearest}'?";
    }

    private static string? Nearest(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > LongestName)
        {
            return null;
        }

        string? nearest = null;
        var best = Math.Max(2, written.Length / 3) + 1;
        foreach (var name in known)
        {
            var distance = Distance(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < best && distance < name.Length)
            {
                best = distance;
                nearest = name;
            }
        }

        return nearest;
    }

    /// <summary>How many letters must be changed, added or taken away (Levenshtein).</summary>
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var above = row[j];
                var change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
