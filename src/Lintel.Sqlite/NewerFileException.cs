namespace Lintel.Sqlite;

/// <summary>The reason of a <see cref="StoreUnavailableException"/> whose file was made by a newer release; its message says so and gives no advice.</summary>
internal sealed class NewerFileException(string message) : Exception(message);
