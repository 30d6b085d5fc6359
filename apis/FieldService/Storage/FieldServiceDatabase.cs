using Lintel.Shared;
using Lintel.Storage;

namespace Lintel.FieldService.Storage;

/// <summary>The file <c>fieldservice.db</c>.</summary>
internal sealed class FieldServiceDatabase(IDatabase database) : ApiDatabase(database);
