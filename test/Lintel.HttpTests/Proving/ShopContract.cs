using System.Text.RegularExpressions;
using Lintel.Tests;

namespace Lintel.HttpTests.Proving;

/// <summary>Lintel's own contract with another name and without sessions, which is how a new API begins.</summary>
internal static partial class ShopContract
{
    public static string Text { get; } = Scopes().Replace(
        File.ReadAllText(Path.Combine(Repository.Root, "src", "Lintel.Core", "Contracts", "lintel.yaml"))
            .Replace("api: lintel", "api: shop", StringComparison.Ordinal)
            .Replace("title: Lintel management API", "title: Shop API", StringComparison.Ordinal)
            .Replace("basePath: /lintel", "basePath: /shop", StringComparison.Ordinal)
            .Replace("  - { kind: session-bearer, prefix: lintelses, lifetime: 12 hours }\n", string.Empty, StringComparison.Ordinal)
            .Replace("prefix: lintel", "prefix: shop", StringComparison.Ordinal),
        """
        scopes:
          - { name: "orders:read", allows: Read orders. }
          - { name: "orders:write", allows: Place orders., implies: ["orders:read"] }

        """);

    [GeneratedRegex("^scopes:\n(  - .*\n)+", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scopes();
}
