using Lintel.Shared;
using Lintel.Storage;

namespace Lintel.Trackpilots.Storage;

/// <summary>The file <c>trackpilots.db</c>.</summary>
internal sealed class TrackpilotsDatabase(IDatabase database) : ApiDatabase(database);
