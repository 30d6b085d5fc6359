using Lintel.Shared;
using Lintel.Storage;

namespace Lintel.Panel;

/// <summary>The file <c>panel.db</c>.</summary>
internal sealed class PanelDatabase(IDatabase database) : ApiDatabase(database);
