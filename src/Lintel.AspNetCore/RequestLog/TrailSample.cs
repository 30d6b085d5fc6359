namespace Lintel.AspNetCore;

/// <summary>Chooses admitted requests whose trail is kept, by their ids: every process chooses the same, and nothing is counted.</summary>
/// <param name="oneOf">Of how many requests one is chosen; 0 for none.</param>
internal sealed class TrailSample(int oneOf)
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>Tells whether a request is chosen.</summary>
    /// <param name="id">Its id.</param>
    public bool Takes(string id) => oneOf > 0 && (oneOf == 1 || Hash(id) % (uint)oneOf == 0);

    // FNV-1a, with its last bits mixed in again: they alone would follow the last digit of the id.
    private static uint Hash(string id)
    {
        var hash = Offset;
        foreach (var digit in id)
        {
            hash = (hash ^ digit) * Prime;
        }

        return hash ^ (hash >> 15);
    }
}
