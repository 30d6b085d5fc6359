using System.Data;

namespace Lintel.Trackpilots.Storage;

/// <summary>A statement that is prepared once and run for many rows, without a mapping layer between.</summary>
internal sealed class Statement : IDisposable
{
    private readonly IDbCommand _command;
    private readonly IDbDataParameter[] _parameters;

    /// <summary>Prepares a statement.</summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="sql">Its text.</param>
    /// <param name="parameters">The names of its parameters, with their sign.</param>
    public Statement(IDbConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _parameters = new IDbDataParameter[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            _parameters[i] = _command.CreateParameter();
            _parameters[i].ParameterName = parameters[i];
            _command.Parameters.Add(_parameters[i]);
        }
    }

    /// <summary>Runs it with values in the order of the parameters.</summary>
    /// <returns>How many rows changed.</returns>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and returns the first value, or null.</summary>
    public object? Scalar(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Runs it and reads the rows one by one.</summary>
    public IDataReader Query(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
