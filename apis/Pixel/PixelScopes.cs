namespace Lintel.Pixel;

/// <summary>The scopes that operations need, as the contract writes them.</summary>
internal static class PixelScopes
{
    public const string Read = "pixel:read";
    public const string Write = "pixel:write";
}
