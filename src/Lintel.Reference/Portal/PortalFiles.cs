using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>The style sheet, the script and the icon of the portal.</summary>
internal static class PortalFiles
{
    public const string Style = "portal.css";
    public const string Script = "portal.js";
    public const string Icon = "portal.svg";

    public static PageFiles All { get; } = new(typeof(PortalFiles).Assembly, [Style, Script, Icon]);
}
