using System.Text.Json;

namespace Lintel.Host.Infer;

/// <summary>One order of members for objects of which some lack some.</summary>
internal static class MemberOrder
{
    // More than any envelope may have: the contract is refused, and a file of odd bodies takes no time.
    private const int MostNames = 512;

    /// <summary>The names of all members; one that only some objects have stands after the member that it follows there.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<JsonElement> objects)
    {
        var order = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var names in objects.Select(value => value.EnumerateObject().Select(member => member.Name).ToArray())
            .DistinctBy(names => string.Join('\0', names)))
        {
            var at = 0;
            foreach (var name in names)
            {
                if (known.Count == MostNames)
                {
                    return order;
                }

                if (known.Add(name))
                {
                    order.Insert(at, name);
                }

                at = order.IndexOf(name) + 1;
            }
        }

        return order;
    }
}
