namespace Lintel.Reference;

/// <summary>Tells <c>MapReference</c> that <c>AddReference</c> was called.</summary>
internal sealed class ReferenceMarker;
