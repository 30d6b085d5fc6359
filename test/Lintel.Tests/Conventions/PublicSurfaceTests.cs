using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Tests.Conventions;

/// <summary>Holds the number of public types that whoever installs Lintel sees.</summary>
public sealed class PublicSurfaceTests
{
    // May fall. To raise it, say in docs/decisions/public-surface.md who needs the type.
    private const int Most = 71;

    [Fact]
    public void Core_and_front_door_have_no_more_public_types_than_was_decided()
    {
        var types = new[] { typeof(Contract), typeof(ApiCall) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => !type.IsNested)
            .Select(type => type.FullName)
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.True(types.Length <= Most, $"{types.Length} types are public, {Most} may be: {string.Join(", ", types)}");
    }

    [Fact]
    public void Decision_tells_the_number_and_its_groups_add_up()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "decisions", "public-surface.md"));
        var groups = page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => int.TryParse(line.Split('|')[^3].Trim(), out var count) ? count : 0);

        Assert.Contains($"{Most} types are public", page, StringComparison.Ordinal);
        Assert.Equal(Most, groups.Sum());
    }
}
