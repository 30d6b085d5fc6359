using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>Code is at most 160 columns wide, so that two files stand side by side. A text that is longer than that stays in one piece.</summary>
public sealed partial class LineTests
{
    private const int Longest = 160;

    [Fact]
    public void Code_is_at_most_160_columns_wide()
    {
        var files = new[] { "src", "apis", "test", "bench", "samples" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToArray();

        Assert.True(files.Length > 500);
        Assert.Empty(files.SelectMany(TooLong));
    }

    private static IEnumerable<string> TooLong(string file)
    {
        var isRaw = false;
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var marks = RawMark().Count(line);
            if (!isRaw && marks == 0 && Text().Replace(line, "\"\"").Length > Longest)
            {
                yield return $"{file}:{number}";
            }

            isRaw ^= marks % 2 != 0;
        }
    }

    [GeneratedRegex("\"{3,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RawMark();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Text();
}
