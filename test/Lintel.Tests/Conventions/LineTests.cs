using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>
/// Code and documents are at most 160 columns wide, so that two files stand side by side. A text of a program that is longer than that stays in one piece.
/// </summary>
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

    [Fact]
    public void Documents_are_at_most_160_columns_wide()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .ToArray();

        Assert.True(files.Length > 15);
        Assert.Empty(files.SelectMany(TooWide));
    }

    /// <summary>Finds lines of prose; code, tables and pictures stand as they are.</summary>
    private static IEnumerable<string> TooWide(string file)
    {
        var isCode = false;
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.Length > Longest && !line.StartsWith('|') && !line.StartsWith("![", StringComparison.Ordinal))
            {
                yield return $"{file}:{number}";
            }
        }
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
