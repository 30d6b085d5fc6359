using Lintel.Shared;
using Lintel.Storage;

namespace Lintel.Pixel;

/// <summary>The file <c>pixel.db</c>.</summary>
internal sealed class PixelDatabase(IDatabase database) : ApiDatabase(database)
{
    /// <summary>The most rows that any list shows.</summary>
    public const int ListLimit = 1000;
}
